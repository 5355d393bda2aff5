"""The form that publishes a request with many lines. The server adds, removes and pastes rows: no script needed."""

import csv
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.quantity import UNITS, QuantityIn
from shared_apps.ui.command_forms import DecimalTextField
from shared_apps.ui.units import unit_choices
from tenant_apps.trading.kernel.commands import EventLine, PublishEvent
from tenant_apps.trading.kernel.web.event_forms import ZERO, PublishEventForm

MOST_ROWS = 200
FIRST_ROWS = 3
COLUMNS = ("need", "item", "quantity", "unit", "target")


class PublishRequestForm(PublishEventForm):
    """Rows are `need-0`, `quantity-0`, `unit-0`, `target-0` …, or `item-0` where the company sells."""

    paste = forms.CharField(
        label=_("Paste lines"), required=False, max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_("One line each: what, quantity, unit, target price; between them a semicolon, a tab or a comma."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("need", "quantity", "unit", "warehouse_id"):
            del self.fields[name]
        self.item_choices = [("", "–"), *self.fields.pop("item_id").choices]  # type: ignore[attr-defined]
        self.fields["ends_at"].help_text = _("Until then companies may answer. Empty: after the usual time.")
        self.direction = str(self.data.get("side") or self.initial.get("side") or "buy")
        self.indexes = self._indexes()
        for index in self.indexes:
            self._add_row(index)

    def _indexes(self) -> list[int]:
        try:
            count = int(self.data.get("rows") or FIRST_ROWS)
        except ValueError:
            count = FIRST_ROWS
        dropped = self.data.get("drop", "")
        kept = [one for one in range(max(1, min(count, MOST_ROWS))) if str(one) != dropped]
        return kept or [0]

    def _add_row(self, index: int) -> None:
        self.fields[f"quantity-{index}"] = DecimalTextField(label=_("Quantity"), least=ZERO, required=False)
        self.fields[f"target-{index}"] = DecimalTextField(label=_("Target price"), least=ZERO, required=False)
        if self.direction == "sell":
            self.fields[f"item-{index}"] = forms.ChoiceField(label=_("Item"), choices=self.item_choices, required=False)
        else:
            self.fields[f"need-{index}"] = forms.CharField(label=_("What is needed"), max_length=200, required=False)
            self.fields[f"unit-{index}"] = forms.ChoiceField(
                label=_("Unit"), choices=unit_choices(), required=False, initial="C62"
            )

    @property
    def row_fields(self) -> list[dict[str, Any]]:
        """Per row its bound fields, for the template."""
        return [
            {"number": at, "index": index}
            | {name: self[f"{name}-{index}"] for name in COLUMNS if f"{name}-{index}" in self.fields}
            for at, index in enumerate(self.indexes, 1)
        ]

    @property
    def row_total(self) -> int:
        """How many rows the next sending has: their numbers run on."""
        return max(self.indexes) + 1

    @property
    def has_rule_errors(self) -> bool:
        return any(name.startswith("rule_") for name in self.errors)

    @property
    def row_count(self) -> int:
        return len(self.indexes)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.filled = [index for index in self.indexes if self._is_filled(index)]
        if not self.filled and not self.errors:
            self.add_error(None, _t("A request needs at least one line."))
        for index in self.filled:
            name = "item" if self.direction == "sell" else "need"
            if f"{name}-{index}" not in self.errors and not data.get(f"{name}-{index}"):
                self.add_error(f"{name}-{index}", _t("Say what this line is about."))
            if f"quantity-{index}" not in self.errors and not data.get(f"quantity-{index}"):
                self.add_error(f"quantity-{index}", _t("Say how much."))
        return data

    def _is_filled(self, index: int) -> bool:
        return any(
            str(self.data.get(f"{name}-{index}") or "").strip() for name in ("need", "item", "quantity", "target")
        )

    def refuse(self, refusal: Any) -> None:
        """A refusal about line n goes to the row that is its n-th."""
        field = refusal.field or ""
        if field.startswith("lines["):
            at, _sep, name = field[6:].partition("].")
            column = "item" if name == "item_id" else name
            if at.isdigit() and int(at) < len(self.filled):
                self.renamed = {**self.renamed, field: f"{column}-{self.filled[int(at)]}"}
        super().refuse(refusal)

    def input(self) -> PublishEvent:
        data = self.cleaned_data
        return PublishEvent(
            mode=self.mode.code,
            side="sell" if self.direction == "sell" else "buy",
            currency=data["currency"],
            title=data["title"],
            description=data["description"],
            lines=[self._line(index) for index in self.filled],
            opens_at=data["opens_at"],
            ends_at=data["ends_at"],
            audience=data["audience"],
            invite=[UUID(one) for one in data["invite"]],
            invite_codes=[code.strip() for code in data["invite_codes"].split(",") if code.strip()],
            rules=self.own_rules(),
            template=self.template,
        )

    def _line(self, index: int) -> EventLine:
        data = self.cleaned_data
        if self.direction == "sell":
            item = self.items[data[f"item-{index}"]]
            return EventLine(quantity=QuantityIn(data[f"quantity-{index}"], item.unit), item_id=item.id)
        unit = data[f"unit-{index}"] or "C62"
        return EventLine(quantity=QuantityIn(data[f"quantity-{index}"], unit), need=data[f"need-{index}"])

    def targets(self) -> dict[str, str]:
        """Target prices by the number each line will have."""
        found = {str(at): self.cleaned_data.get(f"target-{index}") for at, index in enumerate(self.filled, 1)}
        return {line: price for line, price in found.items() if price}


def with_more(data: MultiValueDict[str, str], items: dict[str, Any]) -> MultiValueDict[str, str]:
    """What was typed, with three more rows, without a dropped one, or with what was pasted: the form is shown again."""
    found = data.copy()
    try:
        count = max(1, min(int(data.get("rows") or FIRST_ROWS), MOST_ROWS))
    except ValueError:
        count = FIRST_ROWS
    rows = [[data.get(f"{name}-{index}", "") for name in COLUMNS] for index in range(count)]
    if "drop" in data:
        rows = [row for index, row in enumerate(rows) if str(index) != data["drop"]]
        del found["drop"]
    if "take" in data:
        rows = [row for row in rows if any(row[at] for at in (0, 1, 2))] + pasted(data.get("paste", ""), items)
        found["paste"] = ""
    if "more" in data:
        rows += [[""] * len(COLUMNS)] * FIRST_ROWS
    rows = rows[:MOST_ROWS] or [[""] * len(COLUMNS)]
    for index, row in enumerate(rows):
        for name, value in zip(COLUMNS, row, strict=True):
            found[f"{name}-{index}"] = value
    found["rows"] = str(len(rows))
    return found


def pasted(text: str, items: dict[str, Any]) -> list[list[str]]:
    """Rows of a pasted table. The first column is a text, or the number or name of an item; units by code or name."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return []
    split = next((mark for mark in ("\t", ";", ",") if mark in lines[0]), ";")
    units = {code.casefold(): code for code in UNITS} | {str(name).casefold(): code for code, name in unit_choices()}
    by_name = {str(one.sku).casefold(): key for key, one in items.items()}
    by_name |= {str(one.name).casefold(): key for key, one in items.items()}
    found: list[list[str]] = []
    for cells in csv.reader(lines, delimiter=split):
        what, quantity, unit, target = _four(cells)
        if not any(letter.isdigit() for letter in quantity):
            continue  # a heading
        found.append(
            [what[:200], by_name.get(what.casefold(), ""), quantity, units.get(unit.casefold(), "C62"), target]
        )
    return found


def _four(cells: Sequence[str]) -> tuple[str, str, str, str]:
    padded = [cell.strip() for cell in cells[:4]] + [""] * 4
    return padded[0], padded[1], padded[2], padded[3]
