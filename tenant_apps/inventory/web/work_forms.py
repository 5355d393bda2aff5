"""Forms of the work in a warehouse: receive, keep back, move, count."""

from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.ui.command_forms import CommandForm, DecimalTextField
from tenant_apps.catalogue.queries import list_of_supplier
from tenant_apps.inventory.commands import (
    DecideCount,
    EndQuarantine,
    PlanCount,
    QuarantineStock,
    ReceiveLine,
    ReceiveStock,
    RecordCount,
    RequestTransfer,
    TransferLineIn,
)
from tenant_apps.inventory.queries import WarehouseLine

_DAY = forms.DateInput(attrs={"type": "date"})


class WarehouseWorkForm(CommandForm):
    """Begins with one of the warehouses one may choose; knows whose items are meant by an article number."""

    warehouse_id = forms.ChoiceField(label=gettext_lazy("Warehouse"))

    def __init__(self, *args: Any, warehouses: list[WarehouseLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.companies = {str(place.id): place.company_id for place in warehouses}
        for name in ("warehouse_id", "target_id"):
            if name in self.fields:
                self.fields[name].choices = [  # type: ignore[attr-defined]
                    (str(place.id), f"{place.name} ({place.code})") for place in warehouses
                ]

    def items_of(self, field: str, skus: list[str]) -> dict[str, UUID]:
        """Ids by article number; an unknown one is an error of the field."""
        company = self.companies[self.cleaned_data["warehouse_id"]]
        found = {item.sku: item.id for item in list_of_supplier(company, skus=skus)}
        missing = [sku for sku in skus if sku not in found]
        if missing:
            self.add_error(field, _("There is no item with the number %(sku)s.") % {"sku": missing[0]})
        return found


class ReceiveForm(WarehouseWorkForm):
    sku = forms.CharField(label=gettext_lazy("Article number"), max_length=60)
    quantity = DecimalTextField(label=gettext_lazy("Quantity"), least=Decimal(0))
    lot = forms.CharField(
        label=gettext_lazy("Batch"), max_length=60, required=False,
        help_text=gettext_lazy("For items that are kept by batch: the number on the goods."),
    )  # fmt: skip
    expires_on = forms.DateField(
        label=gettext_lazy("Last good day"), required=False, widget=_DAY,
        help_text=gettext_lazy("The batch is sold up to and with this day."),
    )  # fmt: skip
    bin = forms.CharField(label=gettext_lazy("Bin"), max_length=30, required=False)
    reference = forms.CharField(
        label=gettext_lazy("Reference"), max_length=200, required=False,
        help_text=gettext_lazy("Such as the number of the delivery note."),
    )  # fmt: skip

    renamed = {"goods": "quantity", "item_id": "sku"}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            sku = data["sku"].strip()
            data["item_id"] = self.items_of("sku", [sku]).get(sku)
        return data

    def input(self) -> ReceiveStock:
        data = self.cleaned_data
        line = ReceiveLine(
            item_id=data["item_id"], quantity=data["quantity"], lot=data["lot"], expires_on=data["expires_on"],
            bin=data["bin"],
        )  # fmt: skip
        return ReceiveStock(
            warehouse_id=UUID(data["warehouse_id"]), goods=[line], reference=data["reference"]
        )  # fmt: skip


class AskForm(forms.Form):
    """When can I have so many? Asked in the address, so that the answer can be sent to somebody."""

    wanted = DecimalTextField(label=gettext_lazy("How much"), least=Decimal(0))


class KeepBackForm(CommandForm):
    withheld = DecimalTextField(label=gettext_lazy("How much"), least=Decimal(0))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, min_length=3)

    def input(self, balance_id: UUID) -> QuarantineStock:
        data = self.cleaned_data
        return QuarantineStock(balance_id=balance_id, withheld=data["withheld"], reason=data["reason"])


class ReasonForm(CommandForm):
    """A decision that needs a reason and nothing else."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, min_length=3)

    def end_quarantine(self, quarantine_id: UUID) -> EndQuarantine:
        return EndQuarantine(quarantine_id=quarantine_id, reason=self.cleaned_data["reason"])


class DecideForm(ReasonForm):
    accept = forms.ChoiceField(choices=(("yes", ""), ("no", "")))

    def input(self, line_id: UUID) -> DecideCount:
        data = self.cleaned_data
        return DecideCount(line_id=line_id, accept=data["accept"] == "yes", reason=data["reason"])


class TransferForm(WarehouseWorkForm):
    """Goods as people write them down: an article number and a quantity on each line."""

    target_id = forms.ChoiceField(label=gettext_lazy("To"))
    goods = forms.CharField(
        label=gettext_lazy("Goods"), max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5, "placeholder": "WIRE-6  12"}),
        help_text=gettext_lazy("One a line: article number, a space, the quantity in the item's unit."),
    )  # fmt: skip
    due_on = forms.DateField(
        label=gettext_lazy("To arrive by"), required=False, widget=_DAY,
        help_text=gettext_lazy("Left empty, the rule of the marketplace counts."),
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, required=False)

    renamed = {"source_id": "warehouse_id", "due_at": "due_on", "quantity": "goods", "item_id": "goods"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["warehouse_id"].label = _("From")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        lines = []
        for text in data["goods"].splitlines():
            words = text.split()
            if not words:
                continue
            if len(words) != 2:
                self.add_error("goods", _("“%(line)s”: write an article number and a quantity.") % {"line": text[:60]})
                return data
            lines.append((words[0], words[1]))
        found = self.items_of("goods", [sku for sku, _quantity in lines])
        data["lines"] = [(found[sku], quantity) for sku, quantity in lines if sku in found]
        return data

    def input(self) -> RequestTransfer:
        data = self.cleaned_data
        due = data["due_on"]
        return RequestTransfer(
            source_id=UUID(data["warehouse_id"]), target_id=UUID(data["target_id"]), reason=data["reason"],
            goods=[TransferLineIn(item_id=item, quantity=quantity) for item, quantity in data["lines"]],
            due_at=datetime.combine(due, time(23, 59), UTC) if due else None,
        )  # fmt: skip


class PlanForm(WarehouseWorkForm):
    count_method = forms.ChoiceField(
        label=gettext_lazy("What is counted"),
        choices=(
            ("all", gettext_lazy("Everything in the warehouse")),
            ("abc", gettext_lazy("A class by value moved")),
            ("zone", gettext_lazy("A zone")),
            ("list", gettext_lazy("Items by number")),
        ),
    )
    class_abc = forms.ChoiceField(
        label=gettext_lazy("Class"), required=False, choices=(("", "–"), ("A", "A"), ("B", "B"), ("C", "C")),
        help_text=gettext_lazy("A: what makes most of the value that leaves. C: what hardly moves."),
    )  # fmt: skip
    zone = forms.CharField(label=gettext_lazy("Zone"), max_length=20, required=False)
    skus = forms.CharField(
        label=gettext_lazy("Article numbers"), max_length=8000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=gettext_lazy("One a line."),
    )  # fmt: skip

    renamed = {"item_ids": "skus", "item_id": "skus"}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            skus = data["skus"].split() if data["count_method"] == "list" else []
            data["item_ids"] = list(self.items_of("skus", list(dict.fromkeys(skus))).values())
        return data

    def input(self) -> PlanCount:
        data = self.cleaned_data
        return PlanCount(
            warehouse_id=UUID(data["warehouse_id"]), count_method=data["count_method"], class_abc=data["class_abc"],
            zone=data["zone"], item_ids=data["item_ids"],
        )  # fmt: skip


class CountForm(CommandForm):
    found = DecimalTextField(label=gettext_lazy("Counted"), least=Decimal(0))

    def input(self, line_id: UUID) -> RecordCount:
        return RecordCount(line_id=line_id, found=self.cleaned_data["found"])
