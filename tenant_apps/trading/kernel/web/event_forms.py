"""Forms of trading events: publish one with the rules it may set itself, join it, bid in it, stop and end it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.quantity import QuantityIn, plain
from shared_apps.ui.command_forms import CommandForm, DecimalTextField, MomentField
from shared_apps.ui.units import unit_choices
from tenant_apps.catalogue.queries import ItemFacts
from tenant_apps.inventory.queries import WarehouseLine
from tenant_apps.rulesets.types import BadValue, EffectiveValue, Rule, checked
from tenant_apps.trading.kernel.commands import JoinEvent, MoveTime, PlaceBid, PublishEvent
from tenant_apps.trading.kernel.queries.rooms import Room
from tenant_apps.trading.kernel.types import Mode

ZERO = Decimal(0)
RULE = "rule_"
# Seconds of the event's time (None: all that is left), and within how many real ones.
MOVES: dict[str, tuple[int | None, int]] = {
    "minute": (60, 0),
    "hour": (3600, 0),
    "day": (86_400, 0),
    "all": (None, 60),
}


def rule_field(rule: Rule, value: Any) -> forms.Field:
    """A form field for a rule an event may set; the value in force is what it starts with."""
    told: dict[str, Any] = {"label": rule.label, "help_text": rule.help, "required": False, "initial": value}
    if rule.kind == "choice":
        return forms.ChoiceField(choices=rule.choices, **told)
    if rule.kind == "codes":
        return forms.MultipleChoiceField(choices=rule.choices, **told)
    if rule.kind == "flag":
        return forms.BooleanField(**told)
    if rule.kind == "int":
        return forms.IntegerField(min_value=rule.low, max_value=rule.high, **told)
    if rule.kind == "decimal":
        return DecimalTextField(least=ZERO, **told)
    if rule.kind == "steps":
        told["initial"] = ", ".join(f"{start}: {step}" for start, step in value or ())
        return forms.CharField(**told)
    if rule.kind == "features":
        told["initial"] = "\n".join(" | ".join(row) for row in value or ())
        return forms.CharField(max_length=20000, widget=forms.Textarea(attrs={"rows": 4}), **told)
    return forms.CharField(max_length=rule.longest, **told)


class PublishEventForm(CommandForm):
    """`rules` are those of the mode that an event may set; the first of them stand above, the others folded away."""

    side = forms.ChoiceField(label=_("Direction"))
    item_id = forms.ChoiceField(label=_("Item"), required=False)
    need = forms.CharField(label=_("What is needed"), max_length=200, required=False)
    quantity = DecimalTextField(label=_("Quantity"), least=ZERO)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    warehouse_id = forms.ChoiceField(
        label=_("Warehouse"), required=False, help_text=_("Empty: the one with most free stock.")
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in sorted(MINOR_UNITS)])
    opens_at = MomentField(label=_("Opens"), required=False, help_text=_("Empty: at once."))
    ends_at = MomentField(label=_("Ends"), required=False, help_text=_("Empty: after the usual duration."))
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    description = forms.CharField(
        label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=5000
    )
    audience = forms.ChoiceField(
        label=_("Who may join"), choices=[("all", _("Every company")), ("named", _("Only named companies"))]
    )
    invite = forms.MultipleChoiceField(
        label=_("Named companies"), required=False, help_text=_("Those you have traded with.")
    )
    invite_codes = forms.CharField(
        label=_("Further companies"), required=False, max_length=2000,
        help_text=_("Their codes in this marketplace, with commas between them."),
    )  # fmt: skip

    priority_codes = forms.CharField(
        label=_("Right of first refusal"), required=False, max_length=2000,
        help_text=_("Codes of companies that may match the best price, the first first. The rules have to allow it."),
    )  # fmt: skip

    # Whose rules the person saw: with goods of another category they are others.
    shown_category = forms.CharField(required=False, widget=forms.HiddenInput)

    renamed: Mapping[str, str] = {"rules": ""}

    def __init__(
        self,
        *args: Any,
        mode: Mode,
        sides: Sequence[tuple[str, Any]],
        items: Sequence[ItemFacts],
        warehouses: Sequence[WarehouseLine],
        partners: Sequence[tuple[UUID, str]],
        rules: Sequence[tuple[Rule, EffectiveValue]],
        templates: Sequence[tuple[str, str]] = (),
        template: str = "",
        category: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.mode, self.templates, self.template, self.category = mode, templates, template, category
        self.fields["shown_category"].initial = category
        self.items = {str(item.id): item for item in items}
        self.rules = [rule for rule, value in rules if value.lock == "open"]
        self.closed = [(rule, value.value) for rule, value in rules if value.lock == "read_only"]
        self.in_force = {rule.key: value.value for rule, value in rules}
        self._choose("side", sides)
        codes = [code for code, _label in sides]
        self.fields["item_id"].required = codes == ["sell"]
        self.fields["need"].required = codes == ["buy"]
        self._choose("item_id", [(str(item.id), f"{item.name} · {item.sku}") for item in items])
        self._choose("unit", unit_choices())
        self._choose(
            "warehouse_id", [("", "–")] + [(str(place.id), f"{place.name} ({place.code})") for place in warehouses]
        )
        self._choose("invite", [(str(company_id), name) for company_id, name in partners])
        for rule in self.rules:
            self.fields[RULE + _name(rule)] = rule_field(rule, self.in_force[rule.key])

    @property
    def names_priority(self) -> bool:
        """Whether the mode knows a right of first refusal."""
        return f"{self.mode.code}.priority_right" in self.in_force

    def _choose(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def needed(self) -> list[forms.BoundField]:
        """Rules without which the event means nothing: prices."""
        return [self[RULE + _name(rule)] for rule in self.rules if rule.kind == "decimal" and "price" in rule.key]

    @property
    def others(self) -> list[tuple[forms.BoundField, str, str]]:
        """The other rules, each with the field and the values on which it depends, if it does."""
        shown = {field.name for field in self.needed}
        rows = []
        for rule in self.rules:
            name = RULE + _name(rule)
            if name in shown:
                continue
            on, values = rule.depends_on or ("", ())
            rows.append((self[name], RULE + on.split(".")[-1] if on else "", "|".join(str(one) for one in values)))
        return rows

    def refuse(self, refusal: Any) -> None:
        """A refusal about a rule goes to that rule's field."""
        field = refusal.field or ""
        if field.startswith("rules."):
            self.renamed = {**self.renamed, field: RULE + field.split(".", 1)[1]}
        super().refuse(refusal)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (data.get("shown_category") or "") != self.category and data.get("side") == "sell":
            self.add_error(None, _("Rules of the category of these goods apply. They are shown now; look once more."))
            again = cast(QueryDict, self.data).copy()
            again["shown_category"] = self.category
            for rule in self.rules:
                again[RULE + _name(rule)] = self.fields[RULE + _name(rule)].initial
            self.data = again
        return data

    def input(self) -> PublishEvent:
        data = self.cleaned_data
        sells = data["side"] == "sell"
        item = self.items.get(data["item_id"]) if sells else None
        return PublishEvent(
            mode=self.mode.code,
            side="sell" if sells else "buy",
            currency=data["currency"],
            quantity=QuantityIn(data["quantity"], item.unit if item else data["unit"] or "C62"),
            title=data["title"],
            description=data["description"],
            item_id=item.id if item else None,
            need="" if sells else data["need"],
            warehouse_id=UUID(data["warehouse_id"]) if sells and data["warehouse_id"] else None,
            opens_at=data["opens_at"],
            ends_at=data["ends_at"],
            audience=data["audience"],
            template=self.template,
            invite=[UUID(one) for one in data["invite"]],
            invite_codes=[code.strip() for code in data["invite_codes"].split(",") if code.strip()],
            priority_codes=[code.strip() for code in data["priority_codes"].split(",") if code.strip()],
            rules=self.own_rules(),
        )

    def own_rules(self) -> dict[str, Any]:
        """The rules that the event sets itself."""
        return {_name(rule): self._value(rule) for rule in self.rules if self._is_given(rule)}

    def _is_given(self, rule: Rule) -> bool:
        """Only what differs from the value in force is the event's own."""
        value = self.cleaned_data.get(RULE + _name(rule))
        if value is None or (value == "" and not rule.optional):
            return False
        try:
            return checked(rule, value) != self.in_force[rule.key]
        except BadValue:
            return True

    def _value(self, rule: Rule) -> Any:
        return self.cleaned_data[RULE + _name(rule)]


def _name(rule: Rule) -> str:
    return rule.key.split(".", 1)[1]


class JoinForm(CommandForm):
    """Where the initiator buys, the bidder says which of its items it would deliver."""

    item_id = forms.ChoiceField(label=_("Your item"), required=False)

    def __init__(self, *args: Any, items: Sequence[ItemFacts], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item_id"].choices = [(str(one.id), f"{one.name} · {one.sku}") for one in items]  # type: ignore[attr-defined]

    def input(self, room: Room) -> JoinEvent:
        given = self.cleaned_data["item_id"]
        return JoinEvent(event_id=room.id, item_id=UUID(given) if given and room.side == "buy" else None)


class BidForm(CommandForm):
    """One press. Which fields count, the room says; the amount comes filled with the next valid one."""

    price = DecimalTextField(label=_("Your bid"), least=ZERO, required=False)
    maximum = DecimalTextField(
        label=_("Your limit"), least=ZERO, required=False,
        help_text=_("Nobody sees it. Kontor bids for you, in the smallest steps, up to it."),
    )  # fmt: skip
    confirmed = forms.BooleanField(label=_("I mean this large jump"), required=False)
    tick = forms.IntegerField(required=False, widget=forms.HiddenInput)
    quantity = DecimalTextField(label=_("Quantity"), least=ZERO, required=False)
    min_accept = DecimalTextField(
        label=_("Least part"), least=ZERO, required=False,
        help_text=_("If less than this is left for you, you get nothing. Empty: all or nothing."),
    )  # fmt: skip
    offset = forms.CharField(label=_("Your bid"), max_length=22, required=False)

    def __init__(self, *args: Any, room: Room | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = room.facts.get("own_quantity") if room is not None else None
        if own is not None:
            self.fields["quantity"].initial = plain(own)
        self.names = list(dict.fromkeys(row[0] for row in _declared_features(room)))
        for at, name in enumerate(self.names):
            options = [(row[1], row[1]) for row in _declared_features(room) if row[0] == name]
            known = room is not None and bool(room.facts.get("own_declared"))
            self.fields[f"feature_{at}"] = forms.ChoiceField(
                label=name, choices=[("", "–"), *options], required=not known, initial=_option_of(room, name)
            )

    @property
    def feature_fields(self) -> list[forms.BoundField]:
        return [self[f"feature_{at}"] for at in range(len(self.names))]

    def refuse(self, refusal: Any) -> None:
        """A refusal of what was declared goes to the first feature."""
        if refusal.field == "features" and self.names:
            refusal.field = "feature_0"
        super().refuse(refusal)

    def input(self, room: Room, *, buy_now: bool) -> PlaceBid:
        data = self.cleaned_data
        return PlaceBid(
            lot_id=room.lot_id,
            price=None if buy_now else data["price"] or None,
            maximum=None if buy_now else data["maximum"] or None,
            confirmed=data["confirmed"] or None,
            buy_now=buy_now or None,
            tick=data["tick"],
            quantity=data["quantity"] or None,
            min_accept=data["min_accept"] or None,
            offset=data["offset"].strip().replace("−", "-") or None,
            features=self._features() or None,
        )

    def _features(self) -> dict[str, str]:
        chosen = {name: self.cleaned_data[f"feature_{at}"] for at, name in enumerate(self.names)}
        return {name: option for name, option in chosen.items() if option}


def _declared_features(room: Room | None) -> list[list[str]]:
    if room is None or room.rules.get("criteria", "price") == "price":
        return []
    return list(room.rules.get("features") or [])


def _option_of(room: Room | None, feature: str) -> str:
    """What the viewer's company has declared so far."""
    return dict(room.facts.get("own_declared") or []).get(feature, "") if room is not None else ""


class PauseForm(CommandForm):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Everybody who takes part sees it."))


class MoveForm(forms.Form):
    """Which of the buttons of the time machine was pressed."""

    by = forms.ChoiceField(choices=[(code, code) for code in MOVES])

    def input(self, event_id: UUID) -> MoveTime:
        seconds, within_s = MOVES[self.cleaned_data["by"]]
        return MoveTime(event_id=event_id, seconds=seconds, within_s=within_s)


class CancelForm(CommandForm):
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[
            ("no_demand", _("No longer needed")),
            ("unfixable_error", _("An error that cannot be mended")),
            ("too_few_offers", _("Too few offers")),
            ("force_majeure", _("Force majeure")),
            ("budget_cut", _("The budget was cut")),
            ("impartiality_broken", _("Impartiality was broken")),
            ("date_violation", _("A date was not kept")),
        ],
    )
