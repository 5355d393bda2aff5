"""A4, A5, A14: money that differs from what it was."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from tenant_apps.anomalies.decisions.figures import deviation, median, whole
from tenant_apps.anomalies.decisions.shared import PAYMENTS, QUARTER, done
from tenant_apps.anomalies.types import (
    Act,
    Ask,
    Bar,
    Measure,
    Reason,
    Settings,
    Sight,
    Subject,
    Windows,
)

ORDERED = "orders.order"
# Amounts of a pair without which its median says nothing.
FEW = 10
CHANGES = timedelta(hours=168)
SIMILAR = timedelta(days=30)


def pair(act: Act) -> str:
    assert act.paid is not None
    what = "pay" if act.action in PAYMENTS else "order"
    return f"{what}|{act.paid.payer}|{act.paid.payee}|{act.paid.currency}"


def is_order(act: Act) -> bool:
    return act.target == ORDERED and act.paid is not None and act.action.startswith("orders.")


def money(act: Act) -> bool:
    return done(act) and act.paid is not None and (act.action in PAYMENTS or is_order(act))


def amount(act: Act) -> Iterable[Sight]:
    if act.paid is not None:
        yield Sight("amount", pair(act), value=act.paid.minor)


def amount_asks(act: Act) -> Iterable[Ask]:
    if act.paid is not None:
        yield Ask("amount", pair(act), QUARTER)


def size(act: Act, windows: Windows) -> Measure | None:
    assert act.paid is not None
    before = [one.value for one in windows.rows(Ask("amount", pair(act), QUARTER), act.at)]
    middle = median(before) if before else Fraction(0)
    return {
        "minor": act.paid.minor, "currency": act.paid.currency, "digits": act.paid.digits, "known": len(before),
        "median": whole(middle), "mad": whole(deviation(before, middle)) if before else 0,
        "number": act.paid.number, "paid": act.action in PAYMENTS,
    }  # fmt: skip


def limit_of(measure: Measure, settings: Settings) -> int:
    """The marketplace's limit in minor units of the measure's currency."""
    return int(Decimal(settings["a4_limit"]).scaleb(measure["digits"]))


def is_large(measure: Measure, settings: Settings) -> tuple[Reason, ...]:
    limit = limit_of(measure, settings)
    if measure["minor"] <= limit:
        return ()
    values = {**measure, "limit": limit, "times": settings["a4_mad"]}
    if not measure["known"]:
        return (Reason("first_payee", values),) if measure["paid"] else ()
    usual = measure["median"] + settings["a4_mad"] * measure["mad"]
    if measure["known"] >= FEW and measure["minor"] > usual:
        return (Reason("large", {**values, "usual": usual}),)
    return ()


def size_bars(measure: Measure, settings: Settings) -> tuple[Bar, ...]:
    unit = measure["currency"]
    bars = [Bar("amount", measure["minor"], "money", unit, is_this=True)]
    if measure["known"]:
        bars.append(Bar("median", measure["median"], "money", unit))
        bars.append(Bar("usual", measure["median"] + settings["a4_mad"] * measure["mad"], "money", unit))
    return (*bars, Bar("limit", limit_of(measure, settings), "money", unit))


def of_pair(act: Act, measure: Measure) -> Subject:
    assert act.paid is not None
    return Subject("pair", f"{act.paid.payer}|{act.paid.payee}")


# -- A5 -----------------------------------------------------------------------------------------------------------

# What of a company says where its money goes and whose it is.
PAYEE_FIELDS = frozenset({"name", "country", "tax_id", "bank_account", "iban", "bank"})


def changes_payee(act: Act) -> bool:
    return (
        act.target == "parties.company"
        and act.action in ("parties.change_company", "parties.change_bank_details")
        and bool(PAYEE_FIELDS & set(act.facts.get("changed") or ()))
    )


def payee_acts(act: Act) -> bool:
    return done(act) and (changes_payee(act) or (act.action in PAYMENTS and act.paid is not None))


def changed(act: Act) -> Iterable[Sight]:
    if changes_payee(act):
        yield Sight("payee_changed", act.target_id, ",".join(sorted(act.facts["changed"]))[:200])


def changed_asks(act: Act) -> Iterable[Ask]:
    if act.paid is not None:
        yield Ask("payee_changed", act.paid.payee, CHANGES, 1)


def soon(act: Act, windows: Windows) -> Measure | None:
    if act.paid is None or act.action not in PAYMENTS:
        return None
    before = windows.rows(Ask("payee_changed", act.paid.payee, CHANGES, 1), act.at)
    if not before:
        return None
    passed = act.at - before[-1].at
    return {
        "seconds": passed.days * 86_400 + passed.seconds, "what": before[-1].mark, "minor": act.paid.minor,
        "currency": act.paid.currency, "number": act.paid.number,
    }  # fmt: skip


def is_soon(measure: Measure, settings: Settings) -> tuple[Reason, ...]:
    if measure["seconds"] > settings["a5_hours"] * 3600:
        return ()
    return (Reason("payee_changed", {**measure, "hours": measure["seconds"] // 3600, "limit": settings["a5_hours"]}),)


# -- A14 ----------------------------------------------------------------------------------------------------------


def is_paper(act: Act) -> bool:
    return done(act) and act.action == "invoicing.issue_invoice" and act.paid is not None


def paper(act: Act) -> str:
    assert act.paid is not None
    return f"{act.paid.payer}|{act.paid.payee}|{act.paid.currency}|{act.paid.minor}"


def papers(act: Act) -> Iterable[Sight]:
    number = act.paid.number if act.paid else ""
    yield Sight("paper", paper(act), f"{act.target_id}|{number}|{order_of(act)}"[:120])


def order_of(act: Act) -> str:
    """The number of the order it bills; empty where it bills none."""
    return str(act.facts.get("order", ""))


def papers_asks(act: Act) -> Iterable[Ask]:
    yield Ask("paper", paper(act), SIMILAR, 20)


def alike(act: Act, windows: Windows) -> Measure | None:
    """Papers of two orders are two deliveries, however much they look alike: who orders the same again is not odd."""
    assert act.paid is not None
    known = [(one, one.mark.split("|")) for one in windows.rows(Ask("paper", paper(act), SIMILAR, 20), act.at)]
    own = order_of(act)
    before = [(one, number) for one, (paper_id, number, order) in known
              if paper_id != act.target_id and not (own and order and own != order)]  # fmt: skip
    if not before or not act.paid.minor:
        return None
    last, like = before[-1]
    passed = act.at - last.at
    return {
        "hours": passed.days * 24 + passed.seconds // 3600, "like": like,
        "number": act.paid.number, "minor": act.paid.minor, "currency": act.paid.currency, "times": len(before),
    }  # fmt: skip


def is_alike(measure: Measure, settings: Settings) -> tuple[Reason, ...]:
    return (Reason("same_paper", measure),) if measure["hours"] < settings["a14_hours"] else ()
