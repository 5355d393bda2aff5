"""Forms of the stock pages: what was counted, and a new warehouse."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from shared_apps.ui.command_forms import CommandForm, DecimalTextField
from tenant_apps.catalogue.queries import ItemFacts
from tenant_apps.inventory.commands import AdjustStock, CreateWarehouse
from tenant_apps.inventory.queries import WarehouseLine


class AdjustForm(CommandForm):
    """The counted quantity, not the difference: people count, machines subtract."""

    warehouse_id = forms.ChoiceField(label=_("Warehouse"))
    on_hand = DecimalTextField(
        label=_("Counted"), least=Decimal(0), help_text=_("Everything that lies there, promised goods too.")
    )
    lot = forms.CharField(
        label=_("Batch"), max_length=60, required=False, help_text=_("The count is of this batch alone.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, min_length=3)

    def __init__(self, *args: Any, warehouses: list[WarehouseLine], by_lot: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by_lot:
            self.fields["lot"].required = True
        else:
            del self.fields["lot"]
        self.fields["warehouse_id"].choices = [  # type: ignore[attr-defined]
            (str(place.id), f"{place.name} ({place.code})") for place in warehouses
        ]

    def input(self, item: ItemFacts) -> AdjustStock:
        data = self.cleaned_data
        return AdjustStock(
            item_id=item.id, warehouse_id=UUID(data["warehouse_id"]), on_hand=data["on_hand"], reason=data["reason"],
            lot=data.get("lot", ""),
        )  # fmt: skip


class WarehouseForm(CommandForm):
    code = forms.CharField(label=_("Code"), max_length=20, help_text=_("Short, such as HAM-1."))
    name = forms.CharField(label=_("Name"), max_length=120)
    country = forms.CharField(
        label=_("Country"), max_length=2, required=False, help_text=_("Two letters, such as DE or CN.")
    )

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()

    def input(self) -> CreateWarehouse:
        data = self.cleaned_data
        return CreateWarehouse(code=data["code"], name=data["name"], country=data["country"])
