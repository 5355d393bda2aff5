"""Forms of a request: a quote, a counter-offer, best and final offers, rates, the award, the end without one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.quantity import plain
from shared_apps.ui.command_forms import CommandForm, DecimalTextField, MomentField
from tenant_apps.catalogue.queries import ItemFacts
from tenant_apps.trading.engines.thread.commands import (
    AskFinalOffers,
    AwardLineIn,
    AwardRequest,
    CloseRequest,
    DeclineRequest,
    QuoteLineIn,
    SendCounter,
    SendQuote,
    SetBasis,
    WishIn,
    WithdrawQuote,
)
from tenant_apps.trading.engines.thread.decisions.quotes import EXTRAS, TO_PLACE, Version
from tenant_apps.trading.engines.thread.queries import RequestView, ThreadView
from tenant_apps.trading.engines.thread.types import INCOTERMS
from tenant_apps.trading.kernel.queries.rooms import RoomLine
from tenant_apps.trading.kernel.web.event_forms import ZERO

COMPONENTS = {
    "goods": _("Goods"), "packing": _("Packing"), "freight": _("Freight"), "duty": _("Duty"), "tax": _("Tax"),
}  # fmt: skip


def days_field(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=730, required=False)


class _LinesForm(CommandForm):
    """A form with fields for each line of the lot: `price-1`, `quantity-1` …"""

    columns: tuple[str, ...] = ()

    def __init__(self, *args: Any, lines: Sequence[RoomLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines

    @property
    def row_fields(self) -> list[dict[str, Any]]:
        return [
            {"line": line, "parts": [self[name] for name in self.fields if name.endswith(f"@{line.line_no}")]}
            | {name: self[f"{name}-{line.line_no}"] for name in self.columns if f"{name}-{line.line_no}" in self.fields}
            for line in self.lines
        ]

    def refuse(self, refusal: Any) -> None:
        """A refusal about a row of the command goes to the line that row was made of."""
        field = refusal.field or ""
        if field.startswith("lines["):
            at, _sep, name = field[6:].partition("].")
            column = {"unit_price": "price", "item_id": "item", "lead_days": "lead"}.get(name, name)
            if at.isdigit() and int(at) < len(self.sent):
                number = self.sent[int(at)]
                column = "price" if column == "components" else column
                self.renamed = {**self.renamed, field: f"{column}-{number}"}
        super().refuse(refusal)

    @property
    def sent(self) -> list[int]:
        """The lines that go into the command, in order."""
        return [line.line_no for line in self.lines if self.cleaned_data.get(f"price-{line.line_no}")]


class QuoteForm(_LinesForm):
    """Fields follow the rules of the request: parts of a price, alternatives and quantities only where they count."""

    columns = ("price", "quantity", "item", "alternate", "lead")

    currency = forms.ChoiceField(label=_("Currency"), required=False)
    incoterm = forms.ChoiceField(label=_("Incoterm"), required=False)
    payment_days = days_field(_("Payment after, days"))
    lead_days = days_field(_("Delivery within, days"))
    firm_until = MomentField(
        label=_("Firm until"), required=False,
        help_text=_("A day you name binds you until then. Empty: you may withdraw the quote until it is accepted."),
    )  # fmt: skip
    text = forms.CharField(
        label=_("Message"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    renamed = {"extras": "extra_packing", "to_place": "place_freight"}

    def __init__(self, *args: Any, view: RequestView, items: Sequence[ItemFacts], **kwargs: Any) -> None:
        super().__init__(*args, lines=view.room.lines, **kwargs)
        self.lot_id, rules = view.room.lot_id, view.state.rules
        self.components = [name for name in COMPONENTS if name in rules.components]
        last = view.own.thread.current if view.own else None
        self._choose("currency", sorted(MINOR_UNITS) if rules.any_currency else [view.room.currency])
        self._choose("incoterm", [rules.incoterm] if rules.incoterm else ["", *INCOTERMS])
        self.fields["text"].required = rules.kind == "rfp"
        for line in view.room.lines:
            self._add_line(line, view, items, last)
        if view.room.side == "buy":
            self._add_amounts("extra", EXTRAS, last.extras if last else ())
            if rules.incoterm_basis:
                self._add_amounts("place", TO_PLACE, last.to_place if last else ())
        self.initial["currency"] = last.currency if last else view.room.currency
        if last is not None:
            terms: dict[str, Any] = {
                "incoterm": last.incoterm, "payment_days": last.payment_days, "lead_days": last.lead_days,
                "firm_until": last.firm_until if last.is_firm else None,
            }  # fmt: skip
            self.initial.update(terms)

    def _add_amounts(self, prefix: str, names: Sequence[str], stated: Sequence[tuple[str, Decimal]]) -> None:
        known = dict(stated)
        for name in names:
            self.fields[f"{prefix}_{name}"] = DecimalTextField(label=COMPONENTS[name], least=ZERO, required=False)
            self.initial[f"{prefix}_{name}"] = plain(known[name]) if name in known else ""

    def _amounts(self, prefix: str, names: Sequence[str]) -> dict[Any, str]:
        found = {name: self.cleaned_data.get(f"{prefix}_{name}") for name in names}
        return {name: value for name, value in found.items() if value}

    @property
    def extra_fields(self) -> list[forms.BoundField]:
        return [self[f"extra_{name}"] for name in EXTRAS if f"extra_{name}" in self.fields]

    @property
    def place_fields(self) -> list[forms.BoundField]:
        return [self[f"place_{name}"] for name in TO_PLACE if f"place_{name}" in self.fields]

    def _choose(self, name: str, codes: Sequence[str]) -> None:
        self.fields[name].choices = [(code, code or "–") for code in codes]  # type: ignore[attr-defined]

    def _add_line(self, line: RoomLine, view: RequestView, items: Sequence[ItemFacts], last: Version | None) -> None:
        number, rules = line.line_no, view.state.rules
        old = last.line(number) if last else None
        self.fields[f"price-{number}"] = DecimalTextField(label=_("Unit price"), least=ZERO, required=False)
        if old is not None and old.unit_price is not None:
            self.initial[f"price-{number}"] = plain(old.unit_price)
        if rules.award_split == "by_quantity":
            self.fields[f"quantity-{number}"] = DecimalTextField(label=_("Quantity"), least=ZERO, required=False)
            self.initial[f"quantity-{number}"] = plain(old.quantity if old else line.quantity)
        if view.room.side == "buy":
            own = [(str(one.id), f"{one.name} · {one.sku}") for one in items if one.unit == line.unit]
            self.fields[f"item-{number}"] = forms.ChoiceField(
                label=_("Your item"), choices=[("", "–"), *own], required=False
            )
            if old is not None and old.item_id is not None:
                self.initial[f"item-{number}"] = str(old.item_id)
            elif len(own) == 1:
                self.initial[f"item-{number}"] = own[0][0]
        if rules.alternates:
            self.fields[f"alternate-{number}"] = forms.CharField(
                label=_("Offered instead"), max_length=200, required=False
            )
            self.initial[f"alternate-{number}"] = old.alternate if old else ""
        self.fields[f"lead-{number}"] = days_field(_("Delivery, days"))
        self.initial[f"lead-{number}"] = old.lead_days if old else None
        for name in self.components:
            self.fields[f"{name}@{number}"] = DecimalTextField(label=COMPONENTS[name], least=ZERO, required=False)
            if old is not None:
                part = dict(old.components).get(name)
                self.initial[f"{name}@{number}"] = plain(part) if part is not None else ""

    @property
    def sent(self) -> list[int]:
        data, asks_price = self.cleaned_data, "price"
        return [
            line.line_no for line in self.lines
            if data.get(f"{asks_price}-{line.line_no}") or data.get(f"alternate-{line.line_no}")
        ]  # fmt: skip

    def input(self) -> SendQuote:
        data = self.cleaned_data
        firm: datetime | None = data["firm_until"]
        return SendQuote(
            lot_id=self.lot_id,
            lines=[self._line(number) for number in self.sent],
            currency=data["currency"],
            incoterm=data["incoterm"],
            payment_days=data["payment_days"],
            lead_days=data["lead_days"],
            firm_until=firm,
            text=data["text"],
            extras=self._amounts("extra", EXTRAS),
            to_place=self._amounts("place", TO_PLACE),
        )

    def _line(self, number: int) -> QuoteLineIn:
        data = self.cleaned_data
        item = data.get(f"item-{number}")
        parts: dict[Any, str] = {
            name: data[f"{name}@{number}"] for name in self.components if data.get(f"{name}@{number}")
        }
        return QuoteLineIn(
            line=number,
            unit_price=data.get(f"price-{number}") or None,
            quantity=data.get(f"quantity-{number}") or None,
            item_id=UUID(item) if item else None,
            components=parts,
            alternate=data.get(f"alternate-{number}") or "",
            lead_days=data.get(f"lead-{number}"),
        )


class CounterForm(_LinesForm):
    columns = ("price", "quantity")

    payment_days = days_field(_("Payment after, days"))
    lead_days = days_field(_("Delivery within, days"))
    text = forms.CharField(
        label=_("Message"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, view: RequestView, number: int, **kwargs: Any) -> None:
        super().__init__(*args, lines=view.room.lines, **kwargs)
        self.lot_id, self.number = view.room.lot_id, number
        for line in view.room.lines:
            self.fields[f"price-{line.line_no}"] = DecimalTextField(label=_("Wanted price"), least=ZERO, required=False)
            if view.state.rules.award_split == "by_quantity":
                self.fields[f"quantity-{line.line_no}"] = DecimalTextField(
                    label=_("Wanted quantity"), least=ZERO, required=False
                )

    @property
    def sent(self) -> list[int]:
        data = self.cleaned_data
        numbers = [line.line_no for line in self.lines]
        return [one for one in numbers if data.get(f"price-{one}") or data.get(f"quantity-{one}")]

    def input(self) -> SendCounter:
        data = self.cleaned_data
        return SendCounter(
            lot_id=self.lot_id,
            number=self.number,
            lines=[
                WishIn(
                    line=one, unit_price=data.get(f"price-{one}") or None, quantity=data.get(f"quantity-{one}") or None
                )
                for one in self.sent
            ],
            payment_days=data["payment_days"],
            lead_days=data["lead_days"],
            text=data["text"],
        )


class WordForm(CommandForm):
    """Decline or withdraw, with a word to the initiator."""

    text = forms.CharField(label=_("Reason"), required=False, max_length=2000)

    def decline(self, lot_id: UUID) -> DeclineRequest:
        return DeclineRequest(lot_id=lot_id, text=self.cleaned_data["text"])

    def withdraw(self, lot_id: UUID) -> WithdrawQuote:
        return WithdrawQuote(lot_id=lot_id, text=self.cleaned_data["text"])


class AcceptForm(CommandForm):
    counter = forms.IntegerField(widget=forms.HiddenInput)


class ApprovalForm(CommandForm):
    award = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("Reason"), required=False, max_length=2000)


class SecrecyForm(CommandForm):
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)


class FinalOffersForm(CommandForm):
    until = MomentField(label=_("Until"))
    text = forms.CharField(label=_("Message"), required=False, max_length=2000)

    def input(self, lot_id: UUID) -> AskFinalOffers:
        return AskFinalOffers(lot_id=lot_id, until=self.cleaned_data["until"], text=self.cleaned_data["text"])


class BasisForm(CommandForm):
    """Target prices per line, a rate for each currency that a quote is in, freight and duty that quotes lack."""

    def __init__(self, *args: Any, view: RequestView, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lot_id, targets, rates = view.room.lot_id, view.state.targets, view.state.rates
        self.currencies = sorted(
            {one.thread.current.currency for one in view.threads if one.thread.current} - {view.room.currency}
        )
        for line in view.room.lines:
            name = f"target-{line.line_no}"
            self.fields[name] = DecimalTextField(label=f"{line.line_no}  {line.name}", least=ZERO, required=False)
            if line.line_no in targets:
                self.initial[name] = plain(targets[line.line_no])
        for code in self.currencies:
            self.fields[f"rate-{code}"] = DecimalTextField(
                label=_("1 %(code)s in %(currency)s") % {"code": code, "currency": view.room.currency},
                least=ZERO, required=False,
            )  # fmt: skip
            if code in rates:
                self.initial[f"rate-{code}"] = plain(rates[code])

        self.lacking: list[tuple[str, list[str]]] = []
        basis = view.state.rules.incoterm_basis
        for one in view.threads if basis and view.room.side == "buy" else ():
            version = one.thread.current
            if version is not None and version.incoterm != basis:
                self._add_lacking(one, view.state.additions.get(str(one.company_id), {}))

    def _add_lacking(self, one: ThreadView, stated: Mapping[str, str]) -> None:
        names = [f"{name}-{one.number}" for name in TO_PLACE]
        for name, key in zip(names, TO_PLACE, strict=True):
            self.fields[name] = DecimalTextField(label=COMPONENTS[key], least=ZERO, required=False)
            self.initial[name] = stated.get(key, "")
        self.lacking.append((one.name, names))

    @property
    def lacking_fields(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(who, [self[name] for name in names]) for who, names in self.lacking]

    @property
    def target_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("target-")]

    @property
    def rate_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("rate-")]

    def input(self) -> SetBasis:
        data = self.cleaned_data
        return SetBasis(
            lot_id=self.lot_id,
            targets={name[7:]: value for name, value in data.items() if name.startswith("target-") and value},
            rates={name[5:]: value for name, value in data.items() if name.startswith("rate-") and value},
            additions=self._additions(),
        )

    def _additions(self) -> dict[str, dict[Any, str]]:
        found: dict[str, dict[Any, str]] = {}
        for _who, names in self.lacking:
            given = {name.split("-")[0]: self.cleaned_data.get(name) for name in names}
            if any(given.values()):
                found[names[0].split("-")[1]] = {key: value for key, value in given.items() if value}
        return found


class AwardForm(CommandForm):
    """What was marked in the comparison.

    `pick-1` holds the quote of line 1, `share-1-7` a quantity of line 1 by quote 7, `pick-all` one quote for everything
    it prices.
    """

    text = forms.CharField(
        label=_("Reason"), required=False, max_length=2000,
        help_text=_("Needed where something better was offered. Companies do not see it."),
    )  # fmt: skip

    def input(self, view: RequestView) -> AwardRequest:
        return AwardRequest(lot_id=view.room.lot_id, lines=list(self._rows(view)), text=self.cleaned_data["text"])

    def _rows(self, view: RequestView) -> Any:
        whole = str(self.data.get("pick-all", ""))
        for row in view.sheet.rows if view.sheet else ():
            picked = str(self.data.get(f"pick-{row.line_no}", ""))
            for cell in row.cells.values():
                seq = cell.version.seq
                share = str(self.data.get(f"share-{row.line_no}-{seq}", "")).strip().replace(" ", "")
                if str(seq) == picked or (str(seq) == whole and cell.line.unit_price is not None):
                    yield AwardLineIn(quote=seq, line=row.line_no)
                elif share and _is_more_than_nothing(share):
                    yield AwardLineIn(quote=seq, line=row.line_no, quantity=share)
            # A version that was superseded since the page was opened is named all the same: the command says so.
            if (
                picked.isdecimal()
                and len(picked) < 16
                and picked not in {str(cell.version.seq) for cell in row.cells.values()}
            ):
                yield AwardLineIn(quote=int(picked), line=row.line_no)


def _is_more_than_nothing(text: str) -> bool:
    try:
        return Decimal(text) != 0
    except ArithmeticError:
        return True


class CloseForm(CommandForm):
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[
            ("too_expensive", _("Too expensive")),
            ("no_demand", _("No longer needed")),
            ("too_few_offers", _("Too few offers")),
            ("budget_cut", _("The budget was cut")),
            ("information_only", _("It was for information only")),
        ],
    )
    text = forms.CharField(label=_("Message"), required=False, max_length=2000)

    def input(self, lot_id: UUID) -> CloseRequest:
        return CloseRequest(lot_id=lot_id, reason=self.cleaned_data["reason"], text=self.cleaned_data["text"])
