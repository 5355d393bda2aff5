"""Forms of the market pages: publish, change and take a listing."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.quantity import QuantityIn, plain
from shared_apps.ui.command_forms import CommandForm, DecimalTextField, MomentField
from tenant_apps.catalogue.queries import ItemFacts
from tenant_apps.inventory.queries import WarehouseLine
from tenant_apps.trading.engines.listing.commands import ChangeListing, PublishListing, TakeListing
from tenant_apps.trading.kernel.queries.pages import MarketRow

ZERO = Decimal(0)


class PublishForm(CommandForm):
    """Items and warehouses are those of the seller; the unit comes from the item."""

    item_id = forms.ChoiceField(label=_("Item"))
    quantity = DecimalTextField(
        label=_("Quantity offered"), least=ZERO, help_text=_("Held in stock until it is taken.")
    )
    unit_price = DecimalTextField(label=_("Unit price"), least=ZERO, help_text=_("Net, for one unit of the item."))
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in sorted(MINOR_UNITS)])
    warehouse_id = forms.ChoiceField(
        label=_("Warehouse"), required=False, help_text=_("Empty: the one with most free stock.")
    )
    min_take = DecimalTextField(label=_("Least take"), required=False, least=ZERO)
    take_step = DecimalTextField(
        label=_("Step"), required=False, least=ZERO, help_text=_("Takes grow from the least take in this step.")
    )
    title = forms.CharField(
        label=_("Title"), max_length=200, required=False, help_text=_("Empty: the name of the item.")
    )
    ends_at = MomentField(label=_("Ends"), required=False, help_text=_("Empty: open until it is taken or withdrawn."))

    def __init__(self, *args: Any, items: list[ItemFacts], warehouses: list[WarehouseLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = {str(item.id): item for item in items}
        self.fields["item_id"].choices = [  # type: ignore[attr-defined]
            (str(item.id), f"{item.name} · {item.sku} ({_unit(item.unit)})") for item in items
        ]
        self.fields["warehouse_id"].choices = [("", "–")] + [  # type: ignore[attr-defined]
            (str(place.id), f"{place.name} ({place.code})") for place in warehouses
        ]

    def input(self) -> PublishListing:
        data = self.cleaned_data
        item = self.items[data["item_id"]]
        return PublishListing(
            item_id=item.id,
            quantity=QuantityIn(data["quantity"], item.unit),
            unit_price=data["unit_price"],
            currency=data["currency"],
            warehouse_id=UUID(data["warehouse_id"]) if data["warehouse_id"] else None,
            min_take=data["min_take"] or None,
            take_step=data["take_step"] or None,
            title=data["title"],
            ends_at=data["ends_at"],
        )


class ChangeForm(CommandForm):
    """The same terms as at publishing, without item and warehouse; `version` is what the seller saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=200)
    unit_price = DecimalTextField(label=_("Unit price"), least=ZERO)
    quantity = DecimalTextField(
        label=_("Quantity offered"), least=ZERO, help_text=_("In all, with what was taken already.")
    )
    min_take = DecimalTextField(label=_("Least take"), least=ZERO)
    take_step = DecimalTextField(label=_("Step"), least=ZERO)
    ends_at = MomentField(label=_("Ends"), required=False, help_text=_("Empty: open until it is taken or withdrawn."))

    @staticmethod
    def initial_of(row: MarketRow) -> dict[str, Any]:
        return {
            "version": row.version,
            "title": row.title,
            "unit_price": plain(row.unit_price),
            "quantity": plain(row.quantity),
            "min_take": plain(row.min_take),
            "take_step": plain(row.take_step),
            "ends_at": row.ends_at,
        }

    def input(self, row: MarketRow) -> ChangeListing:
        data = self.cleaned_data
        return ChangeListing(
            listing_id=row.id,
            version=data["version"],
            quantity=QuantityIn(data["quantity"], row.unit),
            unit_price=data["unit_price"],
            min_take=data["min_take"],
            take_step=data["take_step"],
            title=data["title"],
            ends_at=data["ends_at"],
        )


class TakeForm(CommandForm):
    """One field, one press. `version` binds the take to the terms on the page."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    quantity = DecimalTextField(label=_("Quantity"), least=ZERO)

    def input(self, row: MarketRow) -> TakeListing:
        return TakeListing(
            listing_id=row.id,
            version=self.cleaned_data["version"],
            quantity=QuantityIn(self.cleaned_data["quantity"], row.unit),
        )


def _unit(code: str) -> str:
    from shared_apps.ui.units import unit_name

    return unit_name(code)
