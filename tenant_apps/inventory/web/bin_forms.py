"""Forms of bins: a new one, why it is blocked, what is moved to another."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from shared_apps.ui.command_forms import CommandForm, DecimalTextField
from tenant_apps.inventory.commands import BlockBin, CreateBin, MoveGoods
from tenant_apps.inventory.queries import WarehouseLine


class BinForm(CommandForm):
    warehouse_id = forms.ChoiceField(label=_("Warehouse"))
    code = forms.CharField(label=_("Code"), max_length=30, help_text=_("As it stands on the shelf, such as A-03-2."))
    zone = forms.CharField(
        label=_("Zone"), max_length=20, required=False, help_text=_("Bins of a zone are counted together.")
    )
    position = forms.IntegerField(
        label=_("Turn on the way"), min_value=0, max_value=999_999, required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Whoever picks or counts comes by in this order."),
    )  # fmt: skip

    def __init__(self, *args: Any, warehouses: list[WarehouseLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["warehouse_id"].choices = [  # type: ignore[attr-defined]
            (str(place.id), f"{place.name} ({place.code})") for place in warehouses
        ]

    def input(self) -> CreateBin:
        data = self.cleaned_data
        return CreateBin(
            warehouse_id=UUID(data["warehouse_id"]), code=data["code"], zone=data["zone"],
            position=data["position"] or 0,
        )  # fmt: skip


class BlockForm(CommandForm):
    """An empty reason opens the bin."""

    reason = forms.CharField(label=_("Reason"), max_length=200, min_length=3, required=False)

    def input(self, bin_id: UUID) -> BlockBin:
        return BlockBin(bin_id=bin_id, reason=self.cleaned_data["reason"])


class MoveForm(CommandForm):
    quantity = DecimalTextField(label=_("How much"), least=Decimal(0))
    bin = forms.CharField(label=_("To bin"), max_length=30, required=False)

    def input(self, balance_id: UUID) -> MoveGoods:
        data = self.cleaned_data
        return MoveGoods(balance_id=balance_id, quantity=data["quantity"], bin=data["bin"])
