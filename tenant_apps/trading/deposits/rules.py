"""Rules of deposits, for each mode they make sense in. Nothing is asked for by default.

The three legal kinds are never mixed: what stands behind a bid, what secures a contract, and earnest money, which alone
is owed twice by a receiver that breaks the contract.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tenant_apps.rulesets.types import Rule, declare

_PERCENT, _HOURS = "%", _("hours")
_JUDICIAL, _TENDER, _CODE = "CN SPC 2016-18", "CN Tendering Regulation 26", "CN Civil Code 586-588"
# Mode, the most a percentage of its estimate may be, its law; without an estimate only a fixed amount can be asked.
_MODES: tuple[tuple[str, str, str], ...] = (
    ("english_auction", "20", _JUDICIAL),
    ("reverse_auction", "20", _JUDICIAL),
    ("dutch_auction", "20", _JUDICIAL),
    ("sealed_tender", "2", _TENDER),
    ("rfq", "", ""),
)


def _participation(mode: str, most: str, law: str) -> tuple[Rule, ...]:
    kinds: list[tuple[str, Any]] = [("none", _("None")), ("fixed", _("An amount"))]
    if most:
        kinds.append(("percent", _("A percentage of the start price, or of the price limit, times the quantity")))
    found = [
        Rule(
            f"{mode}.participation_deposit", "choice", "none", _("Deposit to take part"),
            _("What each bidder blocks before its first bid counts. Who does not win gets it back."),
            choices=tuple(kinds), law=(law,) if law else (), risk="high", at_event=True,
        ),
        Rule(
            f"{mode}.participation_amount", "decimal", "", _("Amount of the deposit"),
            _("In the currency of the event."), optional=True, least="0.01", at_event=True,
            depends_on=("participation_deposit", ("fixed",)), law=(law,) if law else (),
        ),
        Rule(
            f"{mode}.deposit_release_hours", "int", 24, _("Release after"),
            _("So long after the end the deposits of all who did not win are released."),
            low=0, high=120, unit=_HOURS, at_event=True,
            depends_on=("participation_deposit", ("fixed", "percent") if most else ("fixed",)),
            law=(law,) if law else (),
        ),
    ]  # fmt: skip
    if most:
        found.append(
            Rule(
                f"{mode}.participation_percent", "decimal", "1" if most == "2" else "5", _("Deposit in per cent"),
                _("Judicial sales take 5 to 20 per cent, tenders at most 2."), least="0.01", most=most,
                unit=_PERCENT, at_event=True, depends_on=("participation_deposit", ("percent",)), law=(law,),
            )
        )  # fmt: skip
    return tuple(found)


def _contract(mode: str) -> tuple[Rule, ...]:
    return (
        Rule(
            f"{mode}.performance_deposit", "choice", "none", _("Performance deposit"),
            _("Who secures the contract once the deal is formed. It is released when the deal is settled."),
            choices=(
                ("none", _("Nobody")), ("buyer", _("The buyer")), ("seller", _("The seller")), ("both", _("Both")),
            ),
            law=("CN Tendering Regulation 58",), risk="high", at_event=True,
        ),
        Rule(
            f"{mode}.performance_percent", "decimal", "5", _("Performance deposit in per cent"),
            _("Of the amount of the contract."), least="0.01", most="10", unit=_PERCENT, at_event=True,
            depends_on=("performance_deposit", ("buyer", "seller", "both")), law=("CN Tendering Regulation 58",),
        ),
        Rule(
            f"{mode}.earnest_percent", "decimal", "0", _("Earnest money in per cent"),
            _("Of the amount of the contract, from the buyer; it counts towards the price. 0: none."), least="0",
            most="20", unit=_PERCENT, at_event=True, law=(_CODE,), risk="high",
        ),
    )  # fmt: skip


for _mode, _most, _law in _MODES:
    declare(*_participation(_mode, _most, _law), *_contract(_mode))
