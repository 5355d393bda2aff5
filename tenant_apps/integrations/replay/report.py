"""The report of a replay: counts, money per currency, difference to the file, stock and ledger. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from tenant_apps.integrations.replay.dataset import CURRENCY, Invoice
from tenant_apps.integrations.replay.journal import Entry
from tenant_apps.integrations.replay.plan import Request


class Books(msgspec.Struct, frozen=True, kw_only=True):
    """What the marketplace's own tables say after the replay."""

    orders: int
    returns: int
    orders_minor: Mapping[str, int]
    returns_minor: Mapping[str, int]
    acknowledged_missing: list[str]
    doubled: list[str]
    stock_wrong: list[str]
    reserved_left: str
    stock_unexplained: list[str]
    ledger_sum: Mapping[str, int]
    events_owed: int
    jobs_owed: int
    orders_by_state: Mapping[str, int]
    breaches: list[str]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a reader needs to believe or doubt the replay. Amounts are decimal texts."""

    source: str
    invoices_in_file: int
    invoices_replayed: int
    requests: int
    sent: Mapping[str, int]
    accepted: Mapping[str, int]
    refused: int
    refused_by_reason: Mapping[str, int]
    refused_examples: list[str]
    file_total: Mapping[str, str]
    booked_total: Mapping[str, str]
    refused_total: Mapping[str, str]
    difference: Mapping[str, str]
    elapsed_s: str
    requests_per_s: str
    orders_per_s: str
    p50_ms: str
    p99_ms: str
    repeats: int
    books: Books
    holds: bool
    findings: list[str]


def build(
    *,
    source: str,
    in_file: int,
    invoices: Sequence[Invoice],
    requests: Sequence[Request],
    entries: Mapping[str, Entry],
    books: Books,
    timing: Mapping[str, Any],
) -> Report:
    """Compare the file with the journal and with the books. `difference` is booked minus file, to the cent."""
    answered = [entries[request.key] for request in requests if request.key in entries]
    refused = [entry for entry in answered if not entry.accepted]
    file_minor = sum(invoice.total_minor for invoice in invoices)
    booked_minor = books.orders_minor.get(CURRENCY, 0) - books.returns_minor.get(CURRENCY, 0)
    refused_minor = sum(entry.total_minor for entry in refused)
    findings = _findings(requests, answered, refused, booked_minor - file_minor, books)
    return Report(
        source=source,
        invoices_in_file=in_file,
        invoices_replayed=len(invoices),
        requests=len(requests),
        sent=_by_kind(answered),
        accepted=_by_kind(entry for entry in answered if entry.accepted),
        refused=len(refused),
        refused_by_reason=dict(Counter(entry.code for entry in refused).most_common()),
        refused_examples=[f"{entry.key}: {entry.detail}" for entry in refused[:5]],
        file_total={CURRENCY: _text(file_minor)},
        booked_total={CURRENCY: _text(booked_minor)},
        refused_total={CURRENCY: _text(refused_minor)},
        difference={CURRENCY: _text(booked_minor - file_minor)},
        elapsed_s=timing["elapsed_s"],
        requests_per_s=timing["requests_per_s"],
        orders_per_s=timing["orders_per_s"],
        p50_ms=timing["p50_ms"],
        p99_ms=timing["p99_ms"],
        repeats=timing["repeats"],
        books=books,
        holds=not findings,
        findings=findings,
    )


def _findings(
    requests: Sequence[Request], answered: Sequence[Entry], refused: Sequence[Entry], difference: int, books: Books
) -> list[str]:
    """What is not as it must be, as sentences; none when all is well."""
    found = []
    if len(answered) != len(requests):
        found.append(f"{len(requests) - len(answered)} requests have no answer yet")
    if refused:
        found.append(f"{len(refused)} requests were refused")
    if difference:
        found.append(f"the books differ from the file by {_text(difference)} {CURRENCY}")
    if books.acknowledged_missing:
        found.append(f"{len(books.acknowledged_missing)} acknowledged invoices are missing")
    if books.doubled:
        found.append(f"{len(books.doubled)} invoices were booked twice")
    if books.stock_wrong:
        found.append(f"{len(books.stock_wrong)} stock levels differ from what was sent")
    if books.stock_unexplained:
        found.append(f"{len(books.stock_unexplained)} stock levels are not the sum of their movements")
    found += [f"the ledger does not sum to zero in {currency}" for currency, left in books.ledger_sum.items() if left]
    if books.events_owed:
        found.append(f"{books.events_owed} events are not delivered yet")
    return found + books.breaches


def _by_kind(entries: Iterable[Entry]) -> dict[str, int]:
    return dict(sorted(Counter(entry.kind for entry in entries).items()))


def _text(minor: int) -> str:
    return f"{Decimal(minor).scaleb(-2):.2f}"


def lines_of(report: Report) -> list[str]:
    """The report for a terminal."""
    books = report.books
    rows = [
        ("source", report.source),
        (
            "invoices",
            f"{report.invoices_replayed} of {report.invoices_in_file} in the file, as {report.requests} requests",
        ),
        ("sent", _counts(report.sent)),
        ("accepted", _counts(report.accepted)),
        ("refused", f"{report.refused} {_counts(report.refused_by_reason)}".strip()),
        (
            "speed",
            f"{report.requests_per_s} requests/s, {report.orders_per_s} orders/s in {report.elapsed_s} s,"
            f" p50 {report.p50_ms} ms, p99 {report.p99_ms} ms",
        ),
        ("repeated calls", str(report.repeats)),
        *[
            (f"{c} in the file", f"{v} (sum of line totals, each rounded to the cent)")
            for c, v in report.file_total.items()
        ],
        *[(f"{c} in the books", v) for c, v in report.booked_total.items()],
        *[(f"{c} refused", v) for c, v in report.refused_total.items()],
        *[(f"{c} difference", v) for c, v in report.difference.items()],
        ("orders", f"{books.orders} {_counts(books.orders_by_state)}"),
        ("returns", str(books.returns)),
        ("acknowledged, lost", str(len(books.acknowledged_missing))),
        ("doubled", str(len(books.doubled))),
        (
            "stock",
            f"{len(books.stock_wrong)} levels wrong, {len(books.stock_unexplained)} unexplained,"
            f" {books.reserved_left} reserved",
        ),
        ("ledger sum", _counts(books.ledger_sum)),
        ("still owed", f"{books.events_owed} events, {books.jobs_owed} jobs (papers)"),
    ]
    width = max(len(name) for name, _ in rows)
    told = [f"{name:<{width}}  {value}" for name, value in rows]
    told += [f"{'refusal':<{width}}  {example}" for example in report.refused_examples]
    if report.holds:
        return [*told, "All holds: nothing lost, nothing doubled, difference 0.00."]
    return told + [f"DOES NOT HOLD: {finding}" for finding in report.findings]


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"
