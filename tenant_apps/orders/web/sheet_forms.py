"""Forms of quick orders: what opens a sheet, and the grid that corrects one."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.ui.command_forms import CommandForm
from tenant_apps.orders.commands import OpenSheet, SheetRowIn
from tenant_apps.orders.queries.sheets import CELLS, RowFacts

TYPED = 5
LARGEST_BYTES = 8 * 1024 * 1024
NAME = re.compile(r"^r(\d{1,7})-([a-z_]+)$")


class QuickOrderForm(CommandForm):
    """Typed lines, pasted rows or a file: one of them."""

    renamed = {"text": "lines", "content": "file", "rows": "lines"}

    lines = forms.CharField(
        label=_("Paste rows"),
        max_length=2_000_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 7, "spellcheck": "false", "dir": "ltr", "placeholder": "4711\t12\tkg"}),
        help_text=_("From a spreadsheet or a mail: article number, quantity, unit. A header row is understood."),
    )
    file = forms.FileField(
        label=_("Or a file"), required=False, help_text=_("Excel (xlsx) or CSV, up to 20,000 rows and 8 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
    )  # fmt: skip
    seller_id = forms.ChoiceField(
        label=_("Supplier"), required=False, help_text=_("Leave it open, and each row finds its own.")
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in sorted(MINOR_UNITS)])
    client_reference = forms.CharField(
        label=_("Your number"), max_length=70, required=False, help_text=_("Protects against ordering twice.")
    )
    note = forms.CharField(label=_("Note to the supplier"), max_length=200, required=False)

    def __init__(self, *args: Any, sellers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seller_id"].choices = [("", _("any")), *sellers]  # type: ignore[attr-defined]
        for at in range(TYPED):
            self.fields[f"article_{at}"] = forms.CharField(max_length=80, required=False, label=_("Article number"))
            self.fields[f"quantity_{at}"] = forms.CharField(max_length=30, required=False, label=_("Quantity"))
            self.fields[f"unit_{at}"] = forms.CharField(max_length=20, required=False, label=_("Unit"))

    @property
    def typed(self) -> list[tuple[Any, Any, Any]]:
        return [(self[f"article_{at}"], self[f"quantity_{at}"], self[f"unit_{at}"]) for at in range(TYPED)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        rows = [
            SheetRowIn(
                article=data.get(f"article_{at}") or "",
                quantity=data.get(f"quantity_{at}") or "",
                unit=data.get(f"unit_{at}") or "",
            )
            for at in range(TYPED)
        ]
        data["rows"] = [row for row in rows if row.cells()]
        given = [bool(data.get("lines", "").strip()), bool(data.get("file")), bool(data["rows"])]
        if not any(given):
            self.add_error("lines", _("Paste rows, or choose a file, or type lines."))
        elif sum(given) > 1:
            self.add_error(None, _("Either type lines, or paste rows, or choose a file: not two of them."))
        if data.get("file") and data["file"].size > LARGEST_BYTES:
            self.add_error("file", _("At most 8 MB."))
        return data

    def input(self) -> OpenSheet:
        data = self.cleaned_data
        upload = data["file"]
        return OpenSheet(
            text=data["lines"] if data["lines"].strip() else None,
            content=upload.read(LARGEST_BYTES) if upload else None,
            file_name=upload.name[:200] if upload else "",
            rows=data["rows"],
            seller_id=UUID(data["seller_id"]) if data["seller_id"] else None,
            currency=data["currency"],
            client_reference=data["client_reference"],
            note=data["note"],
        )


def changed_rows(posted: Mapping[str, str], rows: Sequence[RowFacts]) -> list[SheetRowIn]:
    """What a grid says that differs from the rows it was made of, and its new line."""
    told: dict[int, dict[str, str]] = {}
    for name, value in posted.items():
        found = NAME.match(name)
        if found and found[2] in CELLS:
            told.setdefault(int(found[1]), {})[found[2]] = value.strip()
    changed = []
    for row in rows:
        cells = {**row.cells, **told.get(row.row_no, {})}
        if cells != row.cells:
            changed.append(SheetRowIn(row_no=row.row_no, **cells))
    article, quantity, unit = (posted.get(f"new-{name}", "").strip() for name in ("article", "quantity", "unit"))
    if article:
        changed.append(SheetRowIn(article=article, quantity=quantity, unit=unit))
    return changed


def named_rows(posted: Mapping[str, str]) -> set[int]:
    """Numbers of the rows a grid holds fields of."""
    return {int(found[1]) for name in posted if (found := NAME.match(name))}


def row_numbers(texts: Sequence[str]) -> list[int]:
    """Row numbers of ticked rows; anything else is left out."""
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 8]
