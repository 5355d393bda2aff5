"""The engines of the clock modes: `ENGINES[mode]`. A mode of several formats is one engine that hands each lot on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tenant_apps.trading.engines.clock.decisions.abnormal import explains
from tenant_apps.trading.engines.clock.decisions.dutch_engine import DutchEngine
from tenant_apps.trading.engines.clock.decisions.equals import japanese_equals, live_equals
from tenant_apps.trading.engines.clock.decisions.explained import ExplainedEngine, ExplainedState
from tenant_apps.trading.engines.clock.decisions.final_round import FinalRoundEngine, FinalState
from tenant_apps.trading.engines.clock.decisions.japanese import JapaneseEngine
from tenant_apps.trading.engines.clock.decisions.live_engine import LiveEngine
from tenant_apps.trading.engines.clock.decisions.parts_engine import PartsEngine
from tenant_apps.trading.engines.clock.decisions.turns_engine import TurnsEngine
from tenant_apps.trading.kernel.decisions.engine import Command, Decision, Engine, LotTerms, Outcome


@dataclass(slots=True)
class FormatEngine:
    """`choose` names the engine of a lot from its pinned rules, which every state keeps as `pinned`."""

    code: str
    choose: Callable[[Mapping[str, Any]], str]
    engines: Mapping[str, Engine[Any]]

    def of(self, rules: Mapping[str, Any]) -> Engine[Any]:
        return self.engines[self.choose(rules)]

    def bids_until(self, state: Any) -> datetime | None:
        """When the bidding ends where something follows it: a last round, or the evaluation of a price."""
        around = self.of(state.pinned)
        return around.bids_until(state) if isinstance(around, FinalRoundEngine | ExplainedEngine) else None

    def start(self, terms: LotTerms, rules: Mapping[str, Any]) -> Any:
        return self.of(rules).start(terms, rules)

    def decide(self, state: Any, command: Command, now: datetime) -> Decision:
        return self.of(state.pinned).decide(state, command, now)

    def apply(self, state: Any, event: Any) -> Any:
        return self.of(state.pinned).apply(state, event)

    def end_at(self, state: Any) -> datetime | None:
        return self.of(state.pinned).end_at(state)

    def next_change(self, state: Any, now: datetime) -> datetime | None:
        return self.of(state.pinned).next_change(state, now)

    def outcome(self, state: Any, without: frozenset[UUID] = frozenset()) -> Outcome:
        return self.of(state.pinned).outcome(state, without)

    def shift(self, state: Any, by: timedelta) -> Any:
        return self.of(state.pinned).shift(state, by)

    def facts(self, state: Any, now: datetime) -> Mapping[str, Any]:
        return self.of(state.pinned).facts(state, now)

    def dump(self, state: Any) -> dict[str, Any]:
        return self.of(state.pinned).dump(state)

    def load(self, stored: Mapping[str, Any]) -> Any:
        return self.of(stored["rules"]).load(stored)


def around_of(rules: Mapping[str, Any]) -> str:
    """What follows the bidding: a last round among equals, the evaluation of the price, or nothing."""
    if rules.get("tie_rule") == "best_and_final_round":
        return FINAL
    return EXPLAINED if explains(rules) else ""


def format_of(rules: Mapping[str, Any]) -> str:
    """The format of a reverse auction, and what follows the bidding."""
    return str(rules.get("format", "live")) + around_of(rules)


def units_of(rules: Mapping[str, Any]) -> str:
    """Whether an English auction is of one unit or of parts, and what follows the bidding."""
    if rules.get("multi_unit", "single") != "single":
        return "parts"
    return "single" + around_of(rules)


def within(state: Any) -> Any:
    """The state of the auction itself, whatever follows its bidding."""
    return state.inner if isinstance(state, FinalState | ExplainedState) else state


FINAL, EXPLAINED = ", last round", ", explained"
_ENGLISH, _REVERSE = LiveEngine("english_auction"), LiveEngine("reverse_auction")
_JAPANESE, _TURNS = JapaneseEngine("reverse_auction"), TurnsEngine("reverse_auction")
ENGINES: dict[str, Engine[Any]] = {
    "english_auction": FormatEngine(
        "english_auction",
        units_of,
        {
            "single": _ENGLISH,
            "single" + FINAL: FinalRoundEngine("english_auction", _ENGLISH, live_equals),
            "single" + EXPLAINED: ExplainedEngine("english_auction", _ENGLISH),
            "parts": PartsEngine("english_auction"),
        },
    ),
    "reverse_auction": FormatEngine(
        "reverse_auction",
        format_of,
        {
            "live": _REVERSE,
            "index": _REVERSE,
            "turns": _TURNS,
            # By turns equals have had their last turn; its problems refuse the rule.
            "turns" + FINAL: _TURNS,
            "japanese": _JAPANESE,
            **dict.fromkeys(
                ("live" + FINAL, "index" + FINAL), FinalRoundEngine("reverse_auction", _REVERSE, live_equals)
            ),
            "japanese" + FINAL: FinalRoundEngine("reverse_auction", _JAPANESE, japanese_equals),
            **dict.fromkeys(("live" + EXPLAINED, "index" + EXPLAINED), ExplainedEngine("reverse_auction", _REVERSE)),
            "turns" + EXPLAINED: ExplainedEngine("reverse_auction", _TURNS),
            # Everybody confirms the same price; its problems refuse the rules.
            "japanese" + EXPLAINED: _JAPANESE,
        },
    ),
    "dutch_auction": DutchEngine("dutch_auction"),
}
