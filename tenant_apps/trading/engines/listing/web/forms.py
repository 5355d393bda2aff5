"""Forms of the market pages: publish, change and take a listing, and answer a take."""

from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.quantity import QuantityIn, plain
from shared_apps.ui.command_forms import CommandForm, DecimalTextField, MomentField
from tenant_apps.catalogue.queries import ItemFacts
from tenant_apps.trading.engines.listing.commands import ChangeListing, PublishListing, TakeListing
from tenant_apps.trading.kernel.queries.pages import MarketRow
from tenant_apps.trading.kernel.web.event_forms import RULE, PublishEventForm

ZERO = Decimal(0)


class PublishForm(PublishEventForm):
    """Terms above; the rules a listing may set for itself folded away, but for the sizes of a take."""

    unit_price = DecimalTextField(label=_("Unit price"), least=ZERO, help_text=_("Net, for one unit."))
    place = forms.CharField(label=_("Place of delivery"), max_length=200, required=False)

    SHOWN: ClassVar = ("min_take", "take_step")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("opens_at", "description", "audience"):
            del self.fields[name]
        self.fields["quantity"].help_text = _("What is sold is held in stock until it is taken.")
        self.fields["title"].help_text = _("Empty: the name of the item.")
        self.fields["ends_at"].help_text = _("Empty: open until it is taken or withdrawn.")
        self.fields["invite"].label = _("Only for these companies")
        self.fields["invite"].help_text = _("None: for every company.")
        self.fields["invite_codes"].label = _("Only for companies with these codes")
        for name in self.SHOWN:
            if RULE + name in self.fields:
                self.fields[RULE + name].required = False
        self.renamed = {**self.renamed, **{name: RULE + name for name in self.SHOWN}}

    @property
    def needed(self) -> list[forms.BoundField]:
        """The sizes of a take stand with the quantity."""
        return [self[RULE + name] for name in self.SHOWN if RULE + name in self.fields]

    def input(self) -> PublishListing:  # type: ignore[override]
        data = self.cleaned_data
        sells = data["side"] == "sell"
        item = self.items.get(data["item_id"]) if sells else None
        return PublishListing(
            side="sell" if sells else "buy",
            quantity=QuantityIn(data["quantity"], item.unit if item else data["unit"] or "C62"),
            unit_price=data["unit_price"],
            currency=data["currency"],
            item_id=item.id if item else None,
            need="" if sells else data["need"],
            place=data["place"],
            warehouse_id=UUID(data["warehouse_id"]) if sells and data["warehouse_id"] else None,
            title=data["title"],
            ends_at=data["ends_at"],
            invite=[UUID(one) for one in data["invite"]],
            invite_codes=[code.strip() for code in data["invite_codes"].split(",") if code.strip()],
            rules=self.own_rules(),
            template=self.template,
        )


class ChangeForm(CommandForm):
    """The same terms as at publishing, without item and warehouse; `version` is what the seller saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=200)
    unit_price = DecimalTextField(label=_("Unit price"), least=ZERO)
    tiers = forms.CharField(
        label=_("Prices by quantity"), required=False, max_length=1000,
        help_text=_("From this quantity on, this unit price; the first begins at 0: 0: 12.50, 100: 11.90."),
    )  # fmt: skip
    quantity = DecimalTextField(
        label=_("Quantity offered"), least=ZERO, help_text=_("In all, with what was taken already.")
    )
    min_take = DecimalTextField(label=_("Least take"), least=ZERO)
    take_step = DecimalTextField(label=_("Step"), least=ZERO)
    ends_at = MomentField(label=_("Ends"), required=False, help_text=_("Empty: open until it is taken or withdrawn."))

    def __init__(self, *args: Any, row: MarketRow, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.initial_of(row), **kwargs)
        self.row = row
        if row.price_kind == "tiered":
            self.fields["tiers"].required = True
            del self.fields["unit_price"]
        else:
            del self.fields["tiers"]

    @staticmethod
    def initial_of(row: MarketRow) -> dict[str, Any]:
        tiers = row.offer.tiers or ((ZERO, row.unit_price),)
        return {
            "version": row.version,
            "title": row.title,
            "unit_price": plain(row.unit_price),
            "tiers": ", ".join(f"{plain(start)}: {plain(price)}" for start, price in tiers),
            "quantity": plain(row.quantity),
            "min_take": plain(row.offer.min_take),
            "take_step": plain(row.offer.take_step),
            "ends_at": row.ends_at,
        }

    def clean_tiers(self) -> list[list[str]]:
        rows = [part.split(":") for part in self.cleaned_data["tiers"].replace("\n", ",").split(",") if part.strip()]
        if not rows or any(len(row) != 2 for row in rows):
            raise forms.ValidationError(_("Write rows of two numbers, such as 0: 12.50, 100: 11.90."))
        return [[cell.strip() for cell in row] for row in rows]

    def input(self) -> ChangeListing:
        """Only what differs from the terms that were shown."""
        data, before = self.cleaned_data, self.initial_of(self.row)
        given: dict[str, Any] = {
            name: data[name]
            for name in ("unit_price", "min_take", "take_step", "title")
            if name in data and data[name] != before[name]
        }
        if data.get("tiers"):
            given["tiers"] = data["tiers"]
        if data["quantity"] != before["quantity"]:
            given["quantity"] = QuantityIn(data["quantity"], self.row.unit)
        if data["ends_at"] != self._shown_end():
            given["ends_at"] = data["ends_at"]
        return ChangeListing(listing_id=self.row.id, version=data["version"], **given)

    def _shown_end(self) -> Any:
        """The end as the field can hold it: to the minute."""
        end = self.row.ends_at
        return end.replace(second=0, microsecond=0) if end else None


class TakeForm(CommandForm):
    """One field, one press. `version` binds the take to the terms on the page."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    quantity = DecimalTextField(label=_("Quantity"), least=ZERO)
    unit_price = DecimalTextField(
        label=_("Your price"), least=ZERO, required=False,
        help_text=_("Empty: at the listed price. Another price waits for an answer."),
    )  # fmt: skip
    item_id = forms.ChoiceField(label=_("What you deliver"))
    warehouse_id = forms.ChoiceField(
        label=_("Warehouse"), required=False, help_text=_("Empty: the one with most free stock.")
    )

    def __init__(
        self, *args: Any, row: MarketRow, items: list[ItemFacts], warehouses: list[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        if row.price_kind != "negotiable":
            del self.fields["unit_price"]
        else:
            self.fields["unit_price"].widget.attrs |= {
                "hx-get": reverse("listing:take_sum", args=[row.id]), "hx-trigger": "input changed delay:200ms",
                "hx-target": "#take-sum", "hx-include": "#id_quantity",
            }  # fmt: skip
        if row.side == "sell":
            del self.fields["item_id"], self.fields["warehouse_id"]
            return
        choices: Any = self.fields["item_id"]
        choices.choices = [(str(item.id), f"{item.name} · {item.sku}") for item in items]
        places: Any = self.fields["warehouse_id"]
        places.choices = [("", "–")] + [(str(one.id), f"{one.name} ({one.code})") for one in warehouses]

    def input(self) -> TakeListing:
        data = self.cleaned_data
        return TakeListing(
            listing_id=self.row.id,
            version=data["version"],
            quantity=QuantityIn(data["quantity"], self.row.unit),
            unit_price=data.get("unit_price") or None,
            item_id=UUID(data["item_id"]) if data.get("item_id") else None,
            warehouse_id=UUID(data["warehouse_id"]) if data.get("warehouse_id") else None,
        )
