"""What is asked before made-up bidders play."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.ui.command_forms import DecimalTextField
from tenant_apps.rulesets.queries import drafted, effective_all
from tenant_apps.rulesets.types import REGISTRY
from tenant_apps.trading.kernel.queries.simulations import Wish
from tenant_apps.trading.kernel.types import MODES

ZERO = Decimal(0)
# Prices without which an event of a mode means nothing; asked for where the rules set none.
NEEDED = ("start_price", "floor", "index_value")


class BiddersForm(forms.Form):
    """Sent by GET: a result can be kept and passed on as its address."""

    side = forms.ChoiceField(label=gettext_lazy("Direction"))
    lowest = DecimalTextField(
        label=gettext_lazy("Worth at least"), least=ZERO,
        help_text=gettext_lazy("What one unit is worth to a buyer, or costs a seller."),
    )  # fmt: skip
    highest = DecimalTextField(label=gettext_lazy("Worth at most"), least=ZERO)
    bidders = forms.IntegerField(label=gettext_lazy("Bidders"), min_value=1, max_value=30, initial=6)
    quantity = DecimalTextField(label=gettext_lazy("Quantity"), least=ZERO, initial="100")
    late = forms.IntegerField(
        label=gettext_lazy("Wait for the end"), min_value=0, max_value=100, initial=30,
        help_text=gettext_lazy("Bidders of a hundred who bid in the last seconds only."),
    )  # fmt: skip
    limit = forms.IntegerField(
        label=gettext_lazy("Name a limit and leave"), min_value=0, max_value=100, initial=20,
        help_text=gettext_lazy("Bidders of a hundred; the others look in and bid the next valid price."),
    )  # fmt: skip
    runs = forms.IntegerField(label=gettext_lazy("Lots to play"), min_value=10, max_value=300, initial=100)
    seed = forms.IntegerField(
        label=gettext_lazy("Seed"), min_value=0, max_value=2**31, initial=1,
        help_text=gettext_lazy("The same seed gives the same bidders and the same result."),
    )  # fmt: skip

    def __init__(self, *args: Any, mode: str, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        sides = MODES[mode].sides
        words = {"sell": _("A sale: bidders buy"), "buy": _("A purchase: bidders sell")}
        self.fields["side"].choices = [(side, words[side]) for side in sides]  # type: ignore[attr-defined]
        in_force, after = effective_all(mode), drafted(mode)
        self.asked = []
        for name in NEEDED:
            key = f"{mode}.{name}"
            if key in in_force and not (in_force[key].value and after[key].value):
                rule = REGISTRY[key]
                self.fields[name] = DecimalTextField(label=rule.label, help_text=rule.help, least=ZERO, required=False)
                self.asked.append(name)
        self.order_fields(["side", "lowest", "highest", *self.asked, "bidders", "quantity"])

    @property
    def prices(self) -> list[forms.BoundField]:
        """The rules that are asked for."""
        return [self[name] for name in self.asked]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        low, high = data.get("lowest"), data.get("highest")
        if low and high and Decimal(high) < Decimal(low):
            self.add_error("highest", _("Give at least what “worth at least” says."))
        unit = Decimal(1).scaleb(-MINOR_UNITS[self.currency])
        if low and Decimal(low) < unit:
            self.add_error("lowest", _("The least amount of %(currency)s is %(unit)s.") % {
                "currency": self.currency, "unit": unit})  # fmt: skip
        if (data.get("late") or 0) + (data.get("limit") or 0) > 100:
            self.add_error("limit", _("Both habits together are more than a hundred."))
        return data

    def wish(self) -> Wish:
        data = self.cleaned_data
        return Wish(
            side=data["side"],
            quantity=Decimal(data["quantity"]),
            unit="C62",
            currency=self.currency,
            bidders=data["bidders"],
            lowest=Decimal(data["lowest"]),
            highest=Decimal(data["highest"]),
            late=data["late"],
            limit=data["limit"],
            runs=data["runs"],
            seed=data["seed"],
        )

    def given(self) -> dict[str, Any]:
        """Rules that every event sets for itself."""
        return {name: self.cleaned_data[name] for name in self.asked if self.cleaned_data.get(name)}
