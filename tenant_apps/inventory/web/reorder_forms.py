"""Forms of ordering again: how an item is watched, goods that are expected and what became of them."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.ui.command_forms import CommandForm, DecimalTextField
from tenant_apps.catalogue.queries import ItemFacts, list_of_supplier
from tenant_apps.inventory.commands import CancelSupply, ExpectSupply, MoveSupply, ReceiveSupply, SetReorderPoint
from tenant_apps.inventory.queries.reorder import ReorderPoint
from tenant_apps.inventory.web.work_forms import WarehouseWorkForm

_DAY = forms.DateInput(attrs={"type": "date"})


class ReorderForm(CommandForm):
    """Whatever is left empty follows the rules of the marketplace."""

    service_percent = DecimalTextField(
        label=gettext_lazy("Service level"), required=False,
        help_text=gettext_lazy("In how many of a hundred cases the goods last until the next supply."),
    )  # fmt: skip
    lead_days = forms.IntegerField(
        label=gettext_lazy("Days until goods come"), required=False, min_value=0, max_value=365,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=gettext_lazy("Empty: what the last supplies took."),
    )  # fmt: skip
    review_days = forms.IntegerField(
        label=gettext_lazy("Days between two looks"), required=False, min_value=0, max_value=90,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    cover_days = forms.IntegerField(
        label=gettext_lazy("An order lasts for (days)"), required=False, min_value=1, max_value=365,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    fixed_point = DecimalTextField(
        label=gettext_lazy("Reorder point by hand"), least=Decimal(0), required=False,
        help_text=gettext_lazy("Stands in place of what would be reckoned."),
    )  # fmt: skip
    order_least = DecimalTextField(label=gettext_lazy("Order at least"), least=Decimal(0), required=False)
    order_most = DecimalTextField(label=gettext_lazy("Order at most"), least=Decimal(0), required=False)
    supplier_id = forms.ChoiceField(label=gettext_lazy("Bought from"), required=False)
    bought_sku = forms.CharField(
        label=gettext_lazy("Its article number there"), max_length=60, required=False,
        help_text=gettext_lazy("Then an alert can be ordered again in one step."),
    )  # fmt: skip
    is_chosen = forms.BooleanField(
        label=gettext_lazy("Watch this item whatever the rules say"), required=False, initial=True
    )

    renamed = {"bought_as_id": "bought_sku"}

    def __init__(self, *args: Any, suppliers: list[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supplier_id"].choices = [("", "–"), *((str(pk), name) for pk, name in suppliers)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        supplier, sku = data.get("supplier_id"), data.get("bought_sku")
        data["bought_as_id"] = None
        if bool(supplier) != bool(sku):
            self.add_error("bought_sku", _("Choose the supplier and write its article number, or neither."))
        elif supplier and sku:
            found = list_of_supplier(UUID(supplier), skus=[sku])
            if not found:
                self.add_error("bought_sku", _("There is no item with the number %(sku)s.") % {"sku": sku})
            else:
                data["bought_as_id"] = found[0].id
        return data

    def input(self, item: ItemFacts, warehouse_id: UUID) -> SetReorderPoint:
        data = self.cleaned_data
        texts = {name: data[name] or None for name in ("service_percent", "fixed_point", "order_least", "order_most")}
        return SetReorderPoint(
            item_id=item.id, warehouse_id=warehouse_id, is_chosen=data["is_chosen"], lead_days=data["lead_days"],
            review_days=data["review_days"], cover_days=data["cover_days"], bought_as_id=data["bought_as_id"], **texts,
        )  # fmt: skip


def initial_of(row: ReorderPoint | None) -> dict[str, Any]:
    """What is set for an item, as the form shows it."""
    if row is None:
        return {}
    names = (
        "service_percent", "lead_days", "review_days", "cover_days", "fixed_point", "order_least", "order_most",
    )  # fmt: skip
    found = {name: getattr(row, name) for name in names}
    for name, value in found.items():
        if isinstance(value, Decimal):
            found[name] = f"{value.normalize():f}"
    bought = row.bought_as
    supplier = {"supplier_id": str(bought.supplier_id), "bought_sku": bought.sku} if bought is not None else {}
    return {**found, **supplier, "is_chosen": row.is_chosen}


class SupplyForm(WarehouseWorkForm):
    """Goods that were ordered somewhere else than on this marketplace."""

    sku = forms.CharField(label=gettext_lazy("Article number"), max_length=60)
    quantity = DecimalTextField(label=gettext_lazy("Quantity"), least=Decimal(0))
    due_on = forms.DateField(label=gettext_lazy("Comes on"), widget=_DAY)
    ordered_on = forms.DateField(label=gettext_lazy("Ordered on"), widget=_DAY, required=False)
    reference = forms.CharField(
        label=gettext_lazy("Number"), max_length=80, help_text=gettext_lazy("Of the purchase or of the works order.")
    )
    supplier_name = forms.CharField(label=gettext_lazy("From whom"), max_length=200, required=False)

    renamed = {"item_id": "sku"}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            data["item_id"] = self.items_of("sku", [data["sku"]]).get(data["sku"])
        return data

    def input(self) -> ExpectSupply:
        data = self.cleaned_data
        same = ("quantity", "due_on", "ordered_on", "reference", "supplier_name", "item_id")
        return ExpectSupply(warehouse_id=UUID(data["warehouse_id"]), **{name: data[name] for name in same})


class MoveSupplyForm(CommandForm):
    due_on = forms.DateField(label=gettext_lazy("Comes on"), widget=_DAY)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, min_length=3)

    def input(self, supply_id: UUID) -> MoveSupply:
        data = self.cleaned_data
        return MoveSupply(supply_id=supply_id, due_on=data["due_on"], reason=data["reason"])


class CancelSupplyForm(CommandForm):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, min_length=3)

    def input(self, supply_id: UUID) -> CancelSupply:
        return CancelSupply(supply_id=supply_id, reason=self.cleaned_data["reason"])


class ReceiveSupplyForm(CommandForm):
    quantity = DecimalTextField(label=gettext_lazy("Quantity"), least=Decimal(0))
    lot = forms.CharField(label=gettext_lazy("Batch"), max_length=60, required=False)
    expires_on = forms.DateField(label=gettext_lazy("Last good day"), widget=_DAY, required=False)
    bin = forms.CharField(label=gettext_lazy("Bin"), max_length=30, required=False)
    is_last = forms.BooleanField(required=False)

    def input(self, supply_id: UUID) -> ReceiveSupply:
        data = self.cleaned_data
        same = ("quantity", "lot", "expires_on", "bin", "is_last")
        return ReceiveSupply(supply_id=supply_id, **{name: data[name] for name in same})
