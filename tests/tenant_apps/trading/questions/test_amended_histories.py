"""Random requests, tenders and auctions that are changed on their way: engine and verifier come to the same."""

import importlib.util
import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest

from shared_apps.foundation import canonical
from shared_apps.foundation.quantity import plain
from tenant_apps.trading.engines.thread.decisions.engine import ENGINE as THREAD
from tenant_apps.trading.engines.vault.decisions.engine import ENGINE as VAULT
from tenant_apps.trading.kernel.decisions import chain
from tenant_apps.trading.kernel.decisions.engine import LineTerms, LotTerms, Verdict
from tenant_apps.trading.questions.decisions.amending import EventNow, LineNow, Plan, Unchangeable, Wish, plan_of
from tests.fixtures import auctions, requests, tenders

UNCONFIRMED = "trading.amendment_unconfirmed"
pytestmark = pytest.mark.timeout(3600)


@pytest.fixture(scope="module")
def verifier() -> ModuleType:
    path = Path(__file__).parents[4] / "sdk" / "verify" / "kontor_verify.py"
    spec = importlib.util.spec_from_file_location("kontor_verify", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass
class Book:
    """Changes and confirmations of one lot, decided as the app decides them, and the audit file with them."""

    rng: Random
    rules: dict[str, Any]
    hash: str
    published: LotTerms
    scheduled: datetime | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)
    said: list[dict[str, Any]] = field(default_factory=list)
    hashes: list[tuple[int, str]] = field(default_factory=list)

    def confirmed(self, company: UUID) -> bool:
        number = self.rules.get("amended", 0)
        return not number or any(row["company"] == str(company) and row["number"] >= number for row in self.said)

    def confirm(self, company: UUID, seq: int, now: datetime) -> None:
        self.said.append({"company": str(company), "number": self.rules["amended"], "after_seq": seq, "at": _time(now)})

    def wish(self, terms: LotTerms, now: datetime, *, rules: bool) -> Wish:
        rng = self.rng
        quantities = {}
        if terms.side == "buy" and rng.random() < 0.6:
            quantities = {line.line_no: plain(line.quantity + rng.randint(0, 5)) for line in terms.lines}
        later = terms.ends_at + timedelta(seconds=rng.randint(-60, 90_000)) if terms.ends_at else None
        return Wish(
            title=rng.choice([None, "Other words"]),
            ends_at=rng.choice([None, later]),
            quantities=quantities,
            rules={"questions_from": rng.choice(["members", "nobody"])} if rules and rng.random() < 0.6 else {},
        )

    def plan(self, terms: LotTerms, wish: Wish, now: datetime, *, is_live: bool, has_acts: bool, over: bool) -> Plan:
        event = EventNow(
            title="Words", description="", side=terms.side, opens_at=self.published.opens_at,
            ends_at=self.scheduled, end_now=terms.ends_at,
            lines={one.line_no: LineNow("Steel", one.quantity) for one in terms.lines}, rules=self.rules,
            ruleset_hash=self.hash, is_over=over, is_paused=False, is_live=is_live, has_acts=has_acts,
        )  # fmt: skip
        return plan_of(event, wish, len(self.rows) + 1, now)

    def write(self, plan: Plan, seq: int, now: datetime) -> None:
        self.rows.append(
            {
                "number": len(self.rows) + 1, "at": _time(now), "after_seq": seq, "reason": "Asked for",
                "binding": plan.is_binding, "changes": [one.record() for one in plan.changes],
                "old_hash": self.hash, "new_hash": plan.ruleset_hash,
            }
        )  # fmt: skip
        self.rules, self.hash, self.scheduled = dict(plan.rules), plan.ruleset_hash, plan.ends_at
        self.hashes.append((seq, self.hash))

    def hash_at(self, seq: int, first: str) -> str:
        return next((found for after, found in reversed(self.hashes) if after < seq), first)

    def file(self, audit: dict[str, Any], terms: LotTerms, first: str, lot: UUID) -> dict[str, Any]:
        """The audit file as the marketplace writes it: in force at the end, with the changes beside it."""
        before = ""
        for bid in audit["bids"]:
            bid["ruleset_hash"], bid["prev_hash"] = self.hash_at(bid["seq"], first), before
            facts = chain.BidFacts(
                lot, bid["seq"], UUID(bid["company"]), bid["payload_hash"], bid["ruleset_hash"], bid["verdict"],
                bid["reason"], datetime.fromisoformat(bid["received_at"]),
            )  # fmt: skip
            bid["hash"] = before = chain.link(facts, before)
        audit["event"] |= {"rules": self.rules, "ruleset_hash": self.hash, "ends_at": _time(self.scheduled),
                           "opens_at": _time(datetime.fromisoformat(audit["event"]["opens_at"]))}  # fmt: skip
        audit["lot"] |= {
            "quantity": plain(terms.quantity),
            "lines": [
                {"line_no": one.line_no, "quantity": plain(one.quantity), "unit": one.unit} for one in terms.lines
            ],
        }
        audit["amendments"] = {"list": self.rows, "confirmations": self.said}
        del audit["file_hash"]
        return audit | {"file_hash": canonical.digest(audit)}


def _time(value: datetime | None) -> str | None:
    return value.isoformat(timespec="microseconds") if value else None


def terms_after(terms: LotTerms, plan: Plan, opens_at: datetime) -> LotTerms:
    lines = tuple(LineTerms(one.line_no, plan.lines[one.line_no].quantity, one.unit) for one in terms.lines)
    ends = plan.ends_at if plan.has_new_end else terms.ends_at
    return replace(terms, opens_at=opens_at, ends_at=ends, quantity=lines[0].quantity, lines=lines)


def test_requests_that_are_changed(verifier: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: set[str] = set()
    books: dict[int, Book] = {}
    act = requests.Request.act

    def acting(self: requests.Request, company: UUID, now: datetime, kind: str, /, **payload: Any) -> Verdict:
        book = books[id(self)]
        if book.rng.random() < 0.12 and self.state.last_of_initiator is None:
            _amend_request(self, book, now, seen)
        if company != requests.INITIATOR and not book.confirmed(company):
            if book.rng.random() < 0.5:
                verdict = Verdict(False, UNCONFIRMED)
                command = requests.Command(len(self.ledger) + 1, company, {"act": kind, **payload})
                self.ledger.append((command, now, verdict))
                return verdict
            book.confirm(company, len(self.ledger), now)
        return act(self, company, now, kind, **payload)

    def begin(self: requests.Request) -> None:
        self.state = THREAD.start(self.terms, self.rules)
        book = Book(Random(str(self.rules)), self.rules, requests.RULESET, self.terms, self.terms.ends_at)
        books[id(self)] = book
        kept.append(self)

    wanted = {"binding", "free", "over", "does_not_fit", "passed over"}
    kept: list[requests.Request] = []
    monkeypatch.setattr(requests.Request, "act", acting)
    monkeypatch.setattr(requests.Request, "__post_init__", begin)
    shift = requests.Request.pause

    def pausing(self: requests.Request, by: timedelta) -> None:
        shift(self, by)
        self.shifts[-1]["at"] = _time(max([now for _c, now, _v in self.ledger], default=requests.OPENS))

    monkeypatch.setattr(requests.Request, "pause", pausing)
    awarded = 0
    for seed in requests.seeds(lambda: wanted - seen):
        request = requests.random_request(seed)
        book = books[id(request)]
        last = request.state.last_of_initiator
        late = frozenset(one for one in requests.COMPANIES if not book.confirmed(one))
        audit = request.audit()
        if last is not None and last.kind == "award":
            outcome = THREAD.outcome(request.state, late)
            names = {row["company"] for row in audit["outcome"]["allocations"]} & {str(one) for one in late}
            audit["outcome"]["passed_over"] = dict.fromkeys(sorted(names), UNCONFIRMED)
            audit["outcome"]["allocations"] = [
                row for row in audit["outcome"]["allocations"] if row["company"] not in names
            ]
            audit["outcome"]["reason"] = outcome.reason
        file = book.file(audit, request.state.terms, requests.RULESET, requests.LOT)
        found = verifier.verify(canonical.dumps(file))[0]
        assert found == [], f"KONTOR_SEED={seed}"
        awarded += bool(book.rows) and bool(file["outcome"]["allocations"])
        if book.rows:
            seen.add("passed over" if file["outcome"].get("passed_over") else "none passed over")
    if requests.HISTORIES >= 300:
        assert wanted <= seen, seen
        assert awarded > 20


def _amend_request(request: requests.Request, book: Book, now: datetime, seen: set[str]) -> None:
    state = request.state
    ends = state.terms.ends_at
    over = ends is None or now >= ends or state.bafo_until is not None
    wish = book.wish(state.terms, now, rules=not state.acts and now < book.published.opens_at)
    try:
        plan = book.plan(state.terms, wish, now, is_live=False, has_acts=bool(state.acts), over=over)
        opens = state.terms.opens_at
        new = terms_after(state.terms, plan, opens)
        fresh = not state.acts and now < opens
        request.state = THREAD.start(new, plan.rules) if fresh else THREAD.amend(state, new, plan.rules)
    except (Unchangeable, ValueError) as no:
        seen.add(str(no))
        return
    seen.add("binding" if plan.is_binding else "free")
    book.write(plan, len(request.ledger), now)


def test_tenders_that_are_changed(verifier: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: set[str] = set()
    books: dict[int, Book] = {}
    act = tenders.Lot.act
    kept: list[tenders.Lot] = []

    def acting(self: tenders.Lot, company: UUID, name: str, **payload: Any) -> Verdict:
        book = books[id(self)]
        if book.rng.random() < 0.2 and not self.state.root:
            _amend_tender(self, book, seen)
        if company != tenders.INITIATOR and not book.confirmed(company):
            if book.rng.random() < 0.4:
                verdict = Verdict(False, UNCONFIRMED)
                command = tenders.Command(len(self.ledger) + 1, company, {"act": name, **payload})
                self.ledger.append((command, self.now, verdict))
                return verdict
            book.confirm(company, len(self.ledger), self.now)
        return act(self, company, name, **payload)

    def begin(self: tenders.Lot) -> None:
        self.state = VAULT.start(self.terms, self.rules)
        books[id(self)] = Book(Random(str(self.rules)), self.rules, tenders.RULESET, self.terms, self.terms.ends_at)
        kept.append(self)

    monkeypatch.setattr(tenders.Lot, "act", acting)
    monkeypatch.setattr(tenders.Lot, "__post_init__", begin)
    shift = tenders.Lot.pause

    def pausing(self: tenders.Lot, by: timedelta) -> None:
        shift(self, by)
        self.shifts[-1]["at"] = _time(self.now)

    monkeypatch.setattr(tenders.Lot, "pause", pausing)
    wanted = {"binding", "free", "passed over"}
    for seed in requests.seeds(lambda: wanted - seen):
        lot = tenders.random_tender(seed)
        book = books[id(lot)]
        audit = lot.audit()
        passed: set[UUID] = set()
        while True:
            outcome = VAULT.outcome(lot.state, frozenset(passed))
            late = {row.company_id for row in outcome.allocations if not book.confirmed(row.company_id)}
            if not late - passed:
                break
            passed |= late
        audit["outcome"] |= {
            "passed_over": dict.fromkeys(sorted(str(one) for one in passed), UNCONFIRMED),
            "reason": outcome.reason,
            "allocations": [
                {"seq": row.seq, "company": str(row.company_id), "quantity": plain(row.quantity),
                 "unit_price": plain(row.unit_price)} for row in outcome.allocations
            ],
        }  # fmt: skip
        file = book.file(audit, lot.state.terms, tenders.RULESET, tenders.LOT)
        assert verifier.verify(canonical.dumps(file))[0] == [], f"KONTOR_SEED={seed}"
        if passed:
            seen.add("passed over")
    if requests.HISTORIES >= 300:
        assert wanted <= seen, seen


def _amend_tender(lot: tenders.Lot, book: Book, seen: set[str]) -> None:
    state, now = lot.state, lot.now
    has_acts = any(verdict.accepted for _command, _now, verdict in lot.ledger)
    fresh = not has_acts and now < book.published.opens_at
    try:
        plan = book.plan(
            state.terms, book.wish(state.terms, now, rules=fresh), now, is_live=False, has_acts=has_acts,
            over=now >= state.deadline,
        )  # fmt: skip
        new = terms_after(state.terms, plan, state.terms.opens_at)
        lot.state = VAULT.start(new, plan.rules) if fresh else VAULT.amend(state, new, plan.rules)
    except (Unchangeable, ValueError) as no:
        seen.add(str(no))
        return
    seen.add("binding" if plan.is_binding else "free")
    book.write(plan, len(lot.ledger), now)


def test_auctions_that_are_changed_before_they_open(verifier: ModuleType) -> None:
    """All companies of the history joined afterwards, so each confirmed by joining."""
    tried = 0
    for seed in requests.seeds():
        lot = auctions.random_lot(seed)
        rng, terms = Random(seed), lot.terms
        before = auctions.OPENS - timedelta(hours=1)
        if any(now < terms.opens_at for _command, now, _verdict in lot.ledger):
            continue
        audit = json.loads(json.dumps(lot.audit()))
        for shift in audit["shifts"]:
            shift["at"] = _time(terms.opens_at)
        earlier = replace(terms, opens_at=terms.opens_at - timedelta(minutes=5), quantity=terms.quantity + Decimal(1))
        earlier = replace(earlier, lines=(LineTerms(1, earlier.quantity, terms.unit),))
        book = Book(rng, lot.rules | {"questions_from": "nobody"}, auctions.RULESET, earlier, terms.ends_at)
        wish = Wish(
            opens_at=terms.opens_at, rules={"questions_from": lot.rules["questions_from"]},
            quantities={1: plain(terms.quantity)} if terms.side == "buy" else {},
        )  # fmt: skip
        plan = book.plan(earlier, wish, before, is_live=True, has_acts=False, over=False)
        book.write(plan, 0, before)
        for company in {command.company_id for command, _now, _verdict in lot.ledger}:
            book.confirm(company, 0, before)
        file = book.file(audit, terms, auctions.RULESET, auctions.LOT)
        assert verifier.verify(canonical.dumps(file))[0] == [], f"KONTOR_SEED={seed}"
        file["amendments"]["list"][0]["changes"][0]["before"] = "2025-01-01T00:00:00.000000+00:00"
        del file["file_hash"]
        where = {one for one, _what in verifier.verify(canonical.dumps(file))[0]}
        assert "amendment 1" in where, "the hash of the rules stands for the change"
        tried += 1
    assert tried > requests.HISTORIES // 3
