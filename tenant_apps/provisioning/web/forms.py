"""Forms of provisioning."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tenant_apps.provisioning.commands import ConnectDirectory


class DirectoryForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the directory"), max_length=80, help_text=_("As your people know it, for example Entra ID.")
    )
    default_role = forms.ChoiceField(
        label=_("Role of whoever it brings"), help_text=_("Other roles come by groups of the directory.")
    )
    networks = forms.CharField(
        label=_("Networks it may be used from"), required=False, max_length=2000,
        help_text=_("For example 203.0.113.0/24, with commas between. Empty: from everywhere."),
    )  # fmt: skip
    expires_on = forms.DateField(
        label=_("Works until"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: as long as a key may last here."),
    )  # fmt: skip

    def __init__(self, *args: Any, roles: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["default_role"].choices = roles  # type: ignore[attr-defined]

    def asked(self) -> ConnectDirectory:
        """What was filled in."""
        data = self.cleaned_data
        return ConnectDirectory(
            name=data["name"],
            default_role=data["default_role"],
            networks=data["networks"].replace(",", " ").split(),
            expires_at=datetime.combine(data["expires_on"], time.max, UTC) if data["expires_on"] else None,
        )


class LinkForm(forms.Form):
    membership_id = forms.ChoiceField(label=_("Person"))

    def __init__(self, *args: Any, members: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership_id"].choices = members  # type: ignore[attr-defined]

    def chosen(self) -> UUID:
        """The membership."""
        return UUID(self.cleaned_data["membership_id"])
