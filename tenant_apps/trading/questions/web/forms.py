"""Forms: ask, answer, change an event, confirm the change."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.quantity import plain
from shared_apps.ui.command_forms import CommandForm, DecimalTextField, MomentField
from tenant_apps.rulesets.types import BadValue, EffectiveValue, Rule, checked
from tenant_apps.trading.kernel.queries.rooms import Room
from tenant_apps.trading.kernel.web.event_forms import RULE, ZERO, rule_field
from tenant_apps.trading.questions.commands import AmendEvent, AmendLine
from tenant_apps.trading.questions.decisions.asking import LONGEST


class AskForm(CommandForm):
    text = forms.CharField(
        label=_("Your question"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who sees the event reads question and answer, without your name."),
    )  # fmt: skip


class AnswerForm(CommandForm):
    text = forms.CharField(label=_("Your answer"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))


class ChangeEventForm(CommandForm):
    """Everything that may still be changed of this event, as it stands; what is left as it is does not change.

    `rules` are given only where rules may be changed; lines only where the initiator buys.
    """

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everybody who sees the event reads it."),
    )  # fmt: skip
    title = forms.CharField(label=_("Title"), max_length=200)
    description = forms.CharField(
        label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=5000
    )
    opens_at = MomentField(label=_("Opens"), required=False, help_text=_("Only later."))
    ends_at = MomentField(label=_("Ends"), required=False, help_text=_("Only later."))

    def __init__(
        self, *args: Any, room: Room, rules: Sequence[tuple[Rule, EffectiveValue]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.room, self.rules = room, [rule for rule, value in rules if value.lock == "open"]
        self.fields["title"].initial, self.fields["description"].initial = room.title, room.description
        self.fields["opens_at"].initial, self.fields["ends_at"].initial = room.opens_at, room.scheduled_end_at
        if room.state != "announced":
            del self.fields["opens_at"]
        if room.scheduled_end_at is None:
            del self.fields["ends_at"]
        self.lines = room.lines if room.side == "buy" else []
        for line in self.lines:
            self.fields[f"need-{line.line_no}"] = forms.CharField(
                label=_("What is needed"), max_length=200, initial=line.name
            )
            self.fields[f"quantity-{line.line_no}"] = DecimalTextField(
                label=_("Quantity"), least=ZERO, initial=plain(line.quantity)
            )
        for rule in self.rules:
            self.fields[RULE + rule.name] = rule_field(rule, room.rules.get(rule.name))

    @property
    def line_fields(self) -> list[dict[str, Any]]:
        return [
            {"line": line, "need": self[f"need-{line.line_no}"], "quantity": self[f"quantity-{line.line_no}"]}
            for line in self.lines
        ]

    @property
    def others(self) -> list[tuple[forms.BoundField, str, str]]:
        """The rules, each with the field and the values on which it depends, as the publish form has them."""
        rows = []
        for rule in self.rules:
            on, values = rule.depends_on or ("", ())
            rows.append(
                (self[RULE + rule.name], RULE + on.split(".")[-1] if on else "", "|".join(str(one) for one in values))
            )
        return rows

    def refuse(self, refusal: Any) -> None:
        """A refusal about a rule or a line goes to its field."""
        field = refusal.field or ""
        if field.startswith("rules."):
            self.renamed = {**self.renamed, field: RULE + field.removeprefix("rules.")}
        if field.startswith("lines["):
            at, _sep, name = field[6:].partition("].")
            self.renamed = {**self.renamed, field: f"{name}-{at}"}
        super().refuse(refusal)

    def input(self) -> AmendEvent:
        data, room = self.cleaned_data, self.room
        lines = []
        for line in self.lines:
            need, quantity = data[f"need-{line.line_no}"], data[f"quantity-{line.line_no}"]
            changed = AmendLine(
                line=line.line_no,
                need=need if need.strip() != line.name else None,
                quantity=quantity if quantity != plain(line.quantity) else None,
            )
            lines += [changed] if changed.need is not None or changed.quantity is not None else []
        return AmendEvent(
            event_id=room.id,
            reason=data["reason"],
            title=data["title"] if data["title"].strip() != room.title else None,
            description=self._description(),
            opens_at=self._moment("opens_at", room.opens_at),
            ends_at=self._moment("ends_at", room.scheduled_end_at),
            lines=lines,
            rules=self._own_rules(),
        )

    def _description(self) -> str | None:
        """A browser sends line breaks as two characters."""
        text = self.cleaned_data["description"].replace("\r\n", "\n").strip()
        return text if text != self.room.description.replace("\r\n", "\n").strip() else None

    def _moment(self, name: str, now: Any) -> Any:
        """A field shows minutes: a time that is the same to the minute was not changed."""
        value = self.cleaned_data.get(name)
        if value is None or (now is not None and value == now.replace(second=0, microsecond=0)):
            return None
        return value

    def _own_rules(self) -> dict[str, Any]:
        found = {}
        for rule in self.rules:
            value = self.cleaned_data.get(RULE + rule.name)
            if value is None or (value == "" and not rule.optional):
                continue
            try:
                changed = checked(rule, value) != self.room.rules.get(rule.name)
            except BadValue:
                changed = True
            if changed:
                found[rule.name] = value
        return found
