"""The state of a request: its terms, its pinned rules, and every accepted act in order.

Nothing derived is stored. Who stands where is read from the acts (`threads.py`), so a state can never disagree with its
ledger.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from tenant_apps.trading.kernel.decisions.engine import LineTerms, LotTerms


@dataclass(frozen=True, slots=True)
class ThreadRules:
    """The pinned rules, read once."""

    kind: str
    hard_deadline: bool
    early_award: bool
    validity: timedelta
    strict: bool
    max_rounds: int
    bafo_rounds: int
    partial_lines: bool
    alternates: bool
    components: frozenset[str]
    incoterm: str
    any_currency: bool
    annual_rate: Decimal
    award_split: str
    incoterm_basis: str
    min_answers: int
    too_few: str
    extension: timedelta
    approval_above: Decimal
    secrecy: str
    target_visible: bool

    @classmethod
    def read(cls, rules: Mapping[str, Any]) -> "ThreadRules":
        return cls(
            kind=str(rules["kind"]),
            hard_deadline=rules["deadline"] == "hard",
            early_award=bool(rules["award_before_deadline"]),
            validity=timedelta(days=int(rules["quote_validity_days"])),
            strict=rules["turn"] == "strict",
            max_rounds=int(rules["max_rounds"]),
            bafo_rounds=int(rules["bafo_rounds"]),
            partial_lines=bool(rules["partial_lines"]),
            alternates=bool(rules["alternates"]),
            components=frozenset(rules["components"]),
            incoterm="" if rules["incoterm"] == "any" else str(rules["incoterm"]),
            any_currency=rules["currency_policy"] == "any",
            annual_rate=Decimal(str(rules["annual_rate"])),
            award_split=str(rules["award_split"]),
            incoterm_basis="" if rules.get("incoterm_basis", "none") == "none" else str(rules["incoterm_basis"]),
            min_answers=int(rules["min_answers"]),
            too_few=str(rules.get("too_few", "wait")),
            extension=timedelta(hours=int(rules.get("extend_hours", 48))),
            secrecy=str(rules.get("secrecy", "")).strip(),
            approval_above=Decimal(str(rules.get("approval_above", "0"))),
            target_visible=bool(rules["target_price_visible"]),
        )


@dataclass(frozen=True, slots=True)
class Act:
    """One accepted act, also the event that says so. `waits` marks an award that needs a second person."""

    seq: int
    company_id: UUID
    at: datetime
    payload: Mapping[str, Any]
    waits: bool = False

    @property
    def kind(self) -> str:
        return str(self.payload["act"])


@dataclass(frozen=True, slots=True)
class ThreadState:
    """`bafo_until` stands outside the acts because a pause moves it."""

    terms: LotTerms
    pinned: Mapping[str, Any]
    rules: ThreadRules
    acts: tuple[Act, ...] = ()
    bafo_until: datetime | None = None
    lines: Mapping[int, LineTerms] = field(default_factory=dict)

    @property
    def last_of_initiator(self) -> Act | None:
        """The act that ended the request, if there is one."""
        last = self.acts[-1] if self.acts else None
        if last is None or (last.kind == "award" and last.waits):
            return None
        return last if last.kind in ("award", "approve", "close") else None

    @property
    def sworn(self) -> frozenset[UUID]:
        """Companies that have accepted the words about confidentiality."""
        return frozenset(act.company_id for act in self.acts if act.kind == "secrecy")

    @property
    def proposal(self) -> Act | None:
        """The award that waits for a second person."""
        for act in reversed(self.acts):
            if act.kind == "award" or (act.kind in ("reject", "approve")):
                return act if act.kind == "award" and act.waits else None
        return None

    @property
    def decided(self) -> Act | None:
        """The award that ended the request: the one that was approved, or the last act itself."""
        last = self.last_of_initiator
        if last is None or last.kind == "close":
            return None
        if last.kind == "award":
            return last
        return next(act for act in reversed(self.acts) if act.seq == last.payload["award"])

    @property
    def additions(self) -> dict[str, Mapping[str, str]]:
        """What freight and duty to the named place cost for each company's quote, as the initiator stated last."""
        found: dict[str, Mapping[str, str]] = {}
        for act in self.acts:
            found |= act.payload.get("additions", {}) if act.kind == "basis" else {}
        return found

    @property
    def bafo_seq(self) -> int | None:
        """The number of the last request for best and final offers."""
        return next((act.seq for act in reversed(self.acts) if act.kind == "bafo"), None)

    @property
    def targets(self) -> dict[int, Decimal]:
        """Target prices as they were stated last, per line."""
        found: Mapping[str, str] = next(
            (act.payload["targets"] for act in reversed(self.acts) if act.payload.get("targets")), {}
        )
        return {int(line): Decimal(price) for line, price in found.items()}

    @property
    def rates(self) -> dict[str, Decimal]:
        """What one unit of another currency is worth in that of the request, as stated last."""
        found: Mapping[str, str] = next(
            (act.payload["rates"] for act in reversed(self.acts) if act.payload.get("rates")), {}
        )
        return {code: Decimal(rate) for code, rate in found.items()}


def new_state(terms: LotTerms, rules: Mapping[str, Any]) -> ThreadState:
    return ThreadState(terms, dict(rules), ThreadRules.read(rules), lines={line.line_no: line for line in terms.lines})


def dump_state(state: ThreadState) -> dict[str, Any]:
    terms = state.terms
    return {
        "terms": {
            "side": terms.side,
            "initiator": str(terms.initiator_id),
            "quantity": str(terms.quantity),
            "unit": terms.unit,
            "currency": terms.currency,
            "opens_at": terms.opens_at.isoformat(),
            "ends_at": terms.ends_at.isoformat() if terms.ends_at else None,
            "lines": [[line.line_no, str(line.quantity), line.unit] for line in terms.lines],
        },
        "rules": dict(state.pinned),
        "acts": [
            [act.seq, str(act.company_id), act.at.isoformat(), dict(act.payload), *([True] if act.waits else [])]
            for act in state.acts
        ],
        "bafo_until": state.bafo_until.isoformat() if state.bafo_until else None,
    }


def load_state(stored: Mapping[str, Any]) -> ThreadState:
    found, rules = stored["terms"], stored["rules"]
    lines = tuple(LineTerms(number, Decimal(quantity), unit) for number, quantity, unit in found["lines"])
    terms = LotTerms(
        side=found["side"],
        initiator_id=UUID(found["initiator"]),
        quantity=Decimal(found["quantity"]),
        unit=found["unit"],
        currency=found["currency"],
        opens_at=datetime.fromisoformat(found["opens_at"]),
        ends_at=datetime.fromisoformat(found["ends_at"]) if found["ends_at"] else None,
        lines=lines,
    )
    return ThreadState(
        terms=terms,
        pinned=rules,
        rules=ThreadRules.read(rules),
        acts=tuple(
            Act(seq, UUID(company), datetime.fromisoformat(at), payload, bool(waits))
            for seq, company, at, payload, *waits in stored["acts"]
        ),
        bafo_until=datetime.fromisoformat(stored["bafo_until"]) if stored["bafo_until"] else None,
        lines={line.line_no: line for line in lines},
    )
