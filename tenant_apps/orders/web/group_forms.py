"""The form of a basket at several suppliers."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.quantity import QuantityIn
from shared_apps.ui.command_forms import CommandForm, id_or_none
from tenant_apps.catalogue.queries import ItemFacts, list_of_supplier
from tenant_apps.orders.commands import OrderLineIn, PlaceGroup, PlaceOrder
from tenant_apps.orders.web.terms_choices import choices_by_seller


class GroupForm(CommandForm):
    """One line a row: article number and quantity. Whose article it is follows from its number."""

    renamed = {"orders": "lines", "quantity": "lines", "seller_id": "lines"}

    lines = forms.CharField(
        label=_("What you order"), max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 9, "spellcheck": "false", "dir": "ltr"}),
        help_text=_(
            "One line each: article number, then quantity. Where two suppliers use the same number, write the"
            " supplier’s name first, with a semicolon after it."
        ),
    )  # fmt: skip
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in sorted(MINOR_UNITS)])
    note = forms.CharField(label=_("Note to the suppliers"), max_length=300, required=False)

    def __init__(
        self, *args: Any, sellers: list[tuple[UUID, str]], buyer_id: UUID | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sellers = sellers
        choices = choices_by_seller(buyer_id, [seller_id for seller_id, _name in sellers])
        self.choosing = [seller_id for seller_id, _name in sellers if seller_id in choices]
        for seller_id, name in sellers:
            if seller_id in choices:
                self.fields[f"terms_{seller_id}"] = forms.ChoiceField(
                    label=name, choices=choices[seller_id], required=False
                )

    @property
    def terms(self) -> list[Any]:
        """The fields that choose terms of payment, one a supplier that offers a choice."""
        return [self[f"terms_{seller_id}"] for seller_id in self.choosing]

    def clean_lines(self) -> dict[UUID, list[OrderLineIn]]:
        """Lines by seller."""
        rows = []
        for number, text in enumerate(self.cleaned_data["lines"].splitlines(), start=1):
            named, _sign, rest = text.rpartition(";")
            words = rest.split()
            if not text.strip():
                continue
            if len(words) != 2:
                raise forms.ValidationError(
                    _("Line %(number)s: write the article number and the quantity."), params={"number": number}
                )
            rows.append((number, named.strip().casefold(), words[0], words[1]))
        skus = sorted({sku for _number, _named, sku, _quantity in rows})
        offers: dict[str, list[tuple[str, ItemFacts]]] = {}
        for seller_id, name in self.sellers:
            for item in list_of_supplier(seller_id, skus=skus):
                if item.state == "active":
                    offers.setdefault(item.sku, []).append((name.casefold(), item))
        found: dict[UUID, list[OrderLineIn]] = {}
        for number, named, sku, quantity in rows:
            fits = [item for name, item in offers.get(sku, []) if not named or name.startswith(named)]
            if len(fits) != 1:
                wrong = (
                    _("Line %(number)s: several suppliers have %(sku)s. Write the supplier first.")
                    if fits
                    else _("Line %(number)s: nobody sells %(sku)s.")
                )
                raise forms.ValidationError(wrong, params={"number": number, "sku": sku})
            line = OrderLineIn(item_id=fits[0].id, quantity=QuantityIn(quantity, fits[0].unit))
            found.setdefault(fits[0].supplier_id, []).append(line)
        return found

    def input(self) -> PlaceGroup:
        data = self.cleaned_data
        return PlaceGroup(
            orders=[
                PlaceOrder(
                    seller_id=seller_id,
                    currency=data["currency"],
                    lines=lines,
                    note=data["note"],
                    payment_terms=id_or_none(data.get(f"terms_{seller_id}")),
                )
                for seller_id, lines in data["lines"].items()
            ]
        )
