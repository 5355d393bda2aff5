"""The form with which an event is run again."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from shared_apps.ui.command_forms import CommandForm, DecimalTextField, MomentField
from tenant_apps.trading.second_try.commands import RerunEvent


class RerunForm(CommandForm):
    """Who won and did not keep to it is left out; a start price changes only where the event has one."""

    changed_percent = DecimalTextField(label=_("Change of the start price in per cent"), least=Decimal(0))
    defaulters = forms.MultipleChoiceField(
        label=_("May not take part again"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Who lost a deposit in this event is left out anyway."),
    )  # fmt: skip
    ends_at = MomentField(label=_("Ends"), required=False, help_text=_("Empty: after the usual time."))

    def __init__(
        self, *args: Any, winners: Sequence[tuple[UUID, str]], most_percent: Decimal, side: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        text = (
            _("Lower in a sale: at most %(most)s.") if side == "sell" else _("Higher in a purchase: at most %(most)s.")
        )
        if most_percent > 0:
            self.fields["changed_percent"].help_text = text % {"most": f"{most_percent.normalize():f}"}
        else:
            del self.fields["changed_percent"]
        if winners:
            self.fields["defaulters"].choices = [(str(pk), name) for pk, name in winners]  # type: ignore[attr-defined]
            self.fields["defaulters"].initial = [str(pk) for pk, _name in winners]
        else:
            del self.fields["defaulters"]

    def input(self, event_id: UUID) -> RerunEvent:
        data = self.cleaned_data
        return RerunEvent(
            event_id=event_id,
            changed_percent=data.get("changed_percent") or "0",
            defaulters=[UUID(one) for one in data.get("defaulters", [])],
            ends_at=data["ends_at"],
        )
