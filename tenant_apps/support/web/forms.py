"""Forms of support: let somebody in, or consent in advance."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shared_apps.ui.command_forms import CommandForm
from tenant_apps.support.types import STANDING_DAYS_MOST, VisitFacts


class ConsentForm(CommandForm):
    """For how long, in whose place, and whether it may write."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, initial=30, help_text=_("It ends by itself then."))
    member_id = forms.TypedChoiceField(
        label=_("In whose place"), coerce=str, help_text=_("Support sees what this person sees, and no more.")
    )
    may_write = forms.BooleanField(
        label=_("May change things too"), required=False,
        help_text=_("Never money, keys, rights, rules or exports; and everything stands in the log under both names."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: list[tuple[str, str]], visit: VisitFacts, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member_id"].choices = people  # type: ignore[attr-defined]
        self.fields["minutes"].max_value = most  # type: ignore[attr-defined]
        self.fields["minutes"].widget.attrs["max"] = str(most)
        if visit.wanted_member is not None and visit.wanted_name:
            self.fields["member_id"].initial = str(visit.wanted_member)
        if not visit.wants_writing:
            del self.fields["may_write"]


class StandingForm(CommandForm):
    """Consent in advance, to look only."""

    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=STANDING_DAYS_MOST, initial=14)
    minutes = forms.IntegerField(label=_("Minutes of each visit"), min_value=1, max_value=60, initial=30)
