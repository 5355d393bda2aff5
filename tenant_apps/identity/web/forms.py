"""Forms of the people and role pages."""

from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.money import MoneyIn
from shared_apps.ui.hiding import NAMES
from tenant_apps.identity.commands import BoundsIn
from tenant_apps.identity.queries.bounds import choices_of
from tenant_apps.identity.types import MemberLine

BOUND_FIELDS = ("people", "team", "subtree", "warehouses", "categories", "limit_amount", "limit_currency", "hidden")


class GrantForm(forms.Form):
    """A role and how far it reaches; the place is part of the address, not of the form."""

    role = forms.ChoiceField(label=_("Role"))
    people = forms.ChoiceField(
        label=_("Whose orders and drafts"),
        choices=[("", _("Everybody's of the company")), ("own", _("Own ones only")), ("team", _("Those of the team"))],
        required=False,
    )
    team = forms.CharField(
        label=_("Team"),
        max_length=40,
        required=False,
        help_text=_("The unit the person belongs to, for example Mill 2."),
    )
    subtree = forms.BooleanField(label=_("Also in the companies below"), required=False)
    warehouses = forms.MultipleChoiceField(
        label=_("Only these warehouses"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all of them."),
    )  # fmt: skip
    categories = forms.MultipleChoiceField(
        label=_("Only these categories"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("With what is below them. None chosen: all of them."),
    )  # fmt: skip
    limit_amount = forms.CharField(
        label=_("Most that one order may come to"), max_length=20, required=False, help_text=_("Empty: no limit.")
    )
    limit_currency = forms.ChoiceField(
        label=_("Currency"), choices=[(code, code) for code in sorted(MINOR_UNITS)], initial="EUR", required=False
    )
    hidden = forms.MultipleChoiceField(
        label=_("Hide from the person"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=list(NAMES.items()),
    )  # fmt: skip
    ends_on = forms.DateField(
        label=_("Ends on"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The last day, in universal time. Empty: until somebody takes it away."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False, help_text=_("Kept with the grant."))

    def __init__(
        self, *args: Any, roles: list[tuple[str, str]], company_id: UUID | None, may_subtree: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        for axis in ("warehouses", "categories"):
            there = choices_of(axis, company_id)
            if there:
                self.fields[axis].choices = there  # type: ignore[attr-defined]
            else:
                del self.fields[axis]
        if company_id is None:
            del self.fields["people"], self.fields["team"]
        if not may_subtree:
            del self.fields["subtree"]

    @property
    def is_bounded(self) -> bool:
        """Whether a bound is set or wrong, so that the page shows them."""
        if self.is_bound:
            return any(self.data.get(name) for name in BOUND_FIELDS if name != "limit_currency") or any(
                name in self.errors for name in BOUND_FIELDS
            )
        return any(self.initial.get(name) for name in BOUND_FIELDS if name != "limit_currency")

    def bounds(self) -> BoundsIn:
        """What was chosen, as the commands take it."""
        data = self.cleaned_data
        amount = (data.get("limit_amount") or "").strip()
        return BoundsIn(
            subtree=bool(data.get("subtree")),
            people=data.get("people") or "",
            team=data.get("team") or "",
            categories=data.get("categories") or None,
            warehouses=[UUID(one) for one in data.get("warehouses") or ()] or None,
            limit=MoneyIn(amount, data.get("limit_currency") or "EUR") if amount else None,
            hidden=data.get("hidden") or [],
        )

    def terms(self) -> dict[str, Any]:
        """The same with end and reason."""
        day = self.cleaned_data.get("ends_on")
        return {
            "bounds": self.bounds(),
            "ends_at": datetime.combine(day, time.max, tzinfo=UTC) if day else None,
            "reason": self.cleaned_data["reason"],
        }


def initial_of(member: MemberLine) -> dict[str, Any]:
    """The grant as the form shows it."""
    bounds = member.bounds
    return {
        "role": member.role_code,
        "people": bounds.people,
        "team": bounds.team,
        "subtree": bounds.subtree,
        "warehouses": [str(one) for one in bounds.warehouses or ()],
        "categories": list(bounds.categories or ()),
        "limit_amount": f"{bounds.limit.amount:f}" if bounds.limit else "",
        "limit_currency": bounds.limit.currency if bounds.limit else "EUR",
        "hidden": list(bounds.hidden),
        "ends_on": member.ends_at.date() if member.ends_at else None,
        "reason": member.reason,
    }


class InviteForm(GrantForm):
    """Whom to invite, into which role, and how far it reaches."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120)
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, help_text=_("Of the invitation and, at first, of the pages.")
    )


class RoleForm(forms.Form):
    """A role of one's own. `rights` are the permissions that can be chosen; patterns say more than they do."""

    name_en = forms.CharField(label=pgettext_lazy("role", "Name"), max_length=80)
    name_zh_hans = forms.CharField(
        label=_("Name in Chinese"), max_length=80, required=False, help_text=_("Empty: the name above.")
    )
    description = forms.CharField(label=_("What it is for"), max_length=300, required=False)
    permissions = forms.MultipleChoiceField(label=_("Permissions"), required=False, widget=forms.CheckboxSelectMultiple)
    patterns = forms.CharField(
        label=_("Patterns"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: orders.* gives all there is and will be, a minus in front takes away."),
    )  # fmt: skip
    hidden = forms.MultipleChoiceField(
        label=_("Hide from who holds it"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=list(NAMES.items()),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=300, required=False,
        help_text=_("Needed where a second person has to agree to the change."),
    )  # fmt: skip

    def __init__(self, *args: Any, rights: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["permissions"].choices = [(code, code) for code in rights]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """The fields as the commands take them."""
        data = self.cleaned_data
        lines = [line.strip() for line in data["patterns"].splitlines() if line.strip()]
        return {
            "name_en": data["name_en"],
            "name_zh_hans": data["name_zh_hans"],
            "description": data["description"],
            "permissions": [*data["permissions"], *lines],
            "hidden": data["hidden"],
        }

    @property
    def chosen(self) -> frozenset[str]:
        """Codes whose boxes are ticked."""
        return frozenset(self["permissions"].value() or ())
