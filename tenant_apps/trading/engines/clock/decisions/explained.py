"""An abnormal price has to be explained before it wins (`abnormal_*_percent`), around the engine of the auction itself.

When the auction has ended, the winner's price is held against the others'. One that is far better waits: the company
explains it within `explain_s`, or it is out; then the initiator accepts or rejects within `judge_s` more, or the
explanation stands. Who is rejected counts as if it had not bid, and the next in the order is looked at in its turn. So
the lot always ends by its clock: `end_at` is the end if nothing more is said.

The order of the checks of an act: time, who, what is said, whether it was said before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from tenant_apps.trading.engines.clock.decisions.abnormal import flags_of, openings_of, order_of
from tenant_apps.trading.engines.clock.decisions.live import Accepted
from tenant_apps.trading.kernel.decisions.engine import Command, Decision, Engine, LotTerms, Outcome, Verdict

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Explained:
    """What a company says of its price."""

    company_id: UUID
    text: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What the initiator makes of it, and when."""

    company_id: UUID
    accepted: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class ExplainedState:
    """`openings` are the values of the first bids, where the auction inside does not keep them."""

    inner: Any
    openings: Mapping[UUID, Fraction] = field(default_factory=dict)
    said: Mapping[UUID, str] = field(default_factory=dict)
    judged: Mapping[UUID, Judged] = field(default_factory=dict)

    @property
    def pinned(self) -> Mapping[str, Any]:
        return self.inner.pinned  # type: ignore[no-any-return]

    @property
    def terms(self) -> LotTerms:
        return self.inner.terms  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Standstill:
    """Where the evaluation is: `company` is waited for, or its judge; None: it has ended, at `until`."""

    out: frozenset[UUID]
    until: datetime
    company: UUID | None = None
    seq: int = 0
    flags: tuple[str, ...] = ()


@dataclass(slots=True)
class ExplainedEngine:
    code: str
    inside: Engine[Any]

    def start(self, terms: LotTerms, rules: Mapping[str, Any]) -> ExplainedState:
        return ExplainedState(self.inside.start(terms, rules))

    def decide(self, state: ExplainedState, command: Command, now: datetime) -> Decision:
        kind = command.payload.get("act")
        if kind not in ("explain", "judge"):
            return self.inside.decide(state.inner, command, now)
        waits = self.standstill(state, now)
        if now < self.bids_until(state) or waits.company is None:
            return _no("nothing_to_explain", {})
        return self._explain(state, waits, command) if kind == "explain" else self._judge(state, waits, command, now)

    def apply(self, state: ExplainedState, event: Any) -> ExplainedState:
        if isinstance(event, Explained):
            return replace(state, said={**state.said, event.company_id: event.text})
        if isinstance(event, Judged):
            return replace(state, judged={**state.judged, event.company_id: event})
        inner, openings = self.inside.apply(state.inner, event), state.openings
        if isinstance(event, Accepted) and event.company_id not in openings:
            openings = {**openings, event.company_id: Fraction(event.standing.price)}
        return replace(state, inner=inner, openings=openings)

    def bids_until(self, state: ExplainedState) -> datetime:
        """When the bidding ends; what follows is the evaluation."""
        end = self.inside.end_at(state.inner)
        if end is None:
            raise ValueError("an evaluation after an auction without an end")
        return end

    def end_at(self, state: ExplainedState) -> datetime:
        return self.standstill(state, None).until

    def next_change(self, state: ExplainedState, now: datetime) -> datetime | None:
        if now < self.bids_until(state):
            return self.inside.next_change(state.inner, now)
        waits = self.standstill(state, now)
        return waits.until if waits.company is not None else None

    def shift(self, state: ExplainedState, by: timedelta) -> ExplainedState:
        judged = {company: replace(one, at=one.at + by) for company, one in state.judged.items()}
        return replace(state, inner=self.inside.shift(state.inner, by), judged=judged)

    def outcome(self, state: ExplainedState, without: frozenset[UUID] = frozenset()) -> Outcome:
        """Who follows a company that could not be awarded needs an explanation too, if its price is abnormal then; one
        that nobody asked for in time is missing."""
        return self.inside.outcome(state.inner, self.standstill(state, None, without).out)

    def standstill(
        self, state: ExplainedState, now: datetime | None, without: frozenset[UUID] = frozenset()
    ) -> Standstill:
        """The evaluation at a time, or with None to its end if nothing more is said."""
        at, out = self.bids_until(state), without
        explain, judge = (timedelta(seconds=int(state.pinned[name])) for name in ("explain_s", "judge_s"))
        openings, sells = openings_of(state.inner, state.openings), state.terms.side == "sell"
        while True:
            found, order = self.inside.outcome(state.inner, out), order_of(state.inner, out)
            flags = flags_of(order, openings, state.pinned, sells=sells) if found.allocations and order else []
            if not flags:
                return Standstill(out, at)
            company, judged = found.allocations[0].company_id, state.judged.get(found.allocations[0].company_id)
            if judged is not None:
                at = judged.at
                if judged.accepted:
                    return Standstill(out, at)
                out = out | {company}
                continue
            until = at + explain + (judge if company in state.said else timedelta(0))
            if now is not None and now < until:
                return Standstill(out, until, company, found.allocations[0].seq, tuple(flags))
            if company in state.said:
                return Standstill(out, until)
            at, out = until, out | {company}

    def facts(self, state: ExplainedState, now: datetime) -> dict[str, Any]:
        """Those of the auction; afterwards whom the evaluation waits for and until when."""
        found, ends = dict(self.inside.facts(state.inner, now)), self.bids_until(state)
        waits = self.standstill(state, now)
        if now < ends or waits.company is None:
            return found
        said = state.said.get(waits.company)
        whom = {"company": str(waits.company), "seq": waits.seq, "flags": list(waits.flags), "said": said}
        until = {"until": waits.until.isoformat(), "waits_for": "initiator" if said is not None else "bidder"}
        private = dict(found["private"])
        own = {"flags": list(waits.flags), "said": said, "seq": waits.seq, **until}
        private[str(waits.company)] = {**private.get(str(waits.company), {}), "to_justify": own}
        documents = {**found.get("documents", {}), "evaluation": until}
        under = {**found.get("under_names", {}), "explanation": {**whom, **until}}
        return found | {"private": private, "documents": documents, "under_names": under}

    def dump(self, state: ExplainedState) -> dict[str, Any]:
        return {
            "rules": dict(state.pinned),
            "inner": self.inside.dump(state.inner),
            "openings": {str(company): str(value) for company, value in state.openings.items()},
            "said": {str(company): text for company, text in state.said.items()},
            "judged": {str(company): [one.accepted, one.at.isoformat()] for company, one in state.judged.items()},
        }

    def load(self, stored: Mapping[str, Any]) -> ExplainedState:
        return ExplainedState(
            self.inside.load(stored["inner"]),
            {UUID(company): Fraction(value) for company, value in stored["openings"].items()},
            {UUID(company): text for company, text in stored["said"].items()},
            {
                UUID(company): Judged(UUID(company), accepted, datetime.fromisoformat(at))
                for company, (accepted, at) in stored["judged"].items()
            },
        )

    def _explain(self, state: ExplainedState, waits: Standstill, command: Command) -> Decision:
        if waits.company != command.company_id:
            return _no("nothing_to_explain", {})
        said = command.payload.get("text")
        if not _is_text(said):
            return _no("words_needed", {"field": "text"})
        if command.company_id in state.said:
            return _no("explained", {})
        return Decision(Verdict(True), (Explained(command.company_id, str(said)),))

    def _judge(self, state: ExplainedState, waits: Standstill, command: Command, now: datetime) -> Decision:
        told, company = command.payload, waits.company
        if command.company_id != state.terms.initiator_id or company is None:
            return _no("not_yours_to_judge", {})
        if type(told.get("accepted")) is not bool or told.get("bid") != waits.seq or type(told.get("bid")) is not int:
            return _no("nothing_to_judge", {"bid": waits.seq})
        if not _is_text(told.get("reason")):
            return _no("words_needed", {"field": "reason"})
        if company not in state.said:
            return _no("not_explained", {"until": waits.until.isoformat()})
        return Decision(Verdict(True), (Judged(company, told["accepted"], now),))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= len(value) <= LONGEST


def _no(reason: str, facts: Mapping[str, Any]) -> Decision:
    return Decision(Verdict(False, f"trading.{reason}", facts))
