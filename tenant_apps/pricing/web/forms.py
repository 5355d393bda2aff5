"""The form of an item's price tiers: rows of minimum and price, empty rows ignored."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.quantity import plain
from shared_apps.foundation.refusals import Refusal
from shared_apps.ui.command_forms import CommandForm, DecimalTextField
from tenant_apps.catalogue.queries import ItemFacts
from tenant_apps.pricing.commands import PriceLine, SetPrices
from tenant_apps.pricing.types import Tier

ROWS = 6


class TierForm(CommandForm):
    """`min_0 price_0 … min_5 price_5`; a refusal of line n of the command comes back to row n."""

    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in sorted(MINOR_UNITS)])

    def __init__(self, *args: Any, tiers: list[Tier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for at in range(ROWS):
            tier = tiers[at] if at < len(tiers) else None
            self.fields[f"min_{at}"] = DecimalTextField(label=_("From quantity"), required=False, least=Decimal(0))
            self.fields[f"price_{at}"] = DecimalTextField(label=_("Unit price"), required=False, least=Decimal(0))
            self.fields[f"min_{at}"].initial = plain(tier.min_quantity) if tier else ("1" if at == 0 else "")
            self.fields[f"price_{at}"].initial = plain(tier.unit_price) if tier else ""

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"min_{at}"], self[f"price_{at}"]) for at in range(ROWS)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for at in range(ROWS):
            if bool(data.get(f"min_{at}")) != bool(data.get(f"price_{at}")):
                if at == 0 and not data.get("price_0"):
                    self.add_error("price_0", _("Write the price."))
                elif data.get(f"price_{at}"):
                    self.add_error(f"min_{at}", _("Write from which quantity this price holds."))
                else:
                    self.add_error(f"price_{at}", _("Write the price, or empty the quantity."))
        return data

    def input(self, item: ItemFacts) -> SetPrices:
        data = self.cleaned_data
        self.sent = [at for at in range(ROWS) if data.get(f"price_{at}")]
        return SetPrices(
            supplier_id=item.supplier_id,
            currency=data["currency"],
            lines=[
                PriceLine(item_id=item.id, unit_price=data[f"price_{at}"], min_quantity=data[f"min_{at}"])
                for at in self.sent
            ],
        )

    def refuse(self, refusal: Refusal) -> None:
        for number, at in enumerate(self.sent):
            if (refusal.field or "").startswith(f"lines[{number}]."):
                name = "min" if (refusal.field or "").endswith("min_quantity") else "price"
                refusal.field = f"{name}_{at}"
        super().refuse(refusal)
