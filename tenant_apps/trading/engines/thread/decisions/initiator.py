"""What the initiator may do: counter-offer, best and final offers, targets and rates, award, end without one."""

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from shared_apps.foundation.currencies import MINOR_UNITS
from tenant_apps.trading.engines.thread.decisions.comparing import Awarded, is_best, rate_of, valid_versions
from tenant_apps.trading.engines.thread.decisions.extras import full_price
from tenant_apps.trading.engines.thread.decisions.figures import read_id, read_number, read_person, read_time
from tenant_apps.trading.engines.thread.decisions.quotes import TO_PLACE, Bad, read_amounts, read_text
from tenant_apps.trading.engines.thread.decisions.state import Act, ThreadState
from tenant_apps.trading.engines.thread.decisions.threads import Thread, read_counter, read_threads
from tenant_apps.trading.kernel.decisions.engine import Command

CLOSE_REASONS = ("no_demand", "too_expensive", "too_few_offers", "budget_cut", "information_only")
MOST_AWARDED = 1000
Threads = dict[UUID, Thread]


def check_counter(state: ThreadState, threads: Threads, command: Command, now: datetime) -> None:
    """A counter-offer to one company."""
    company = read_id(command.payload.get("company"))
    if company is None or company == state.terms.initiator_id:
        raise Bad("trading.bad_terms", "number")
    read_counter(state, command.seq, now, command.payload)
    if state.bafo_seq is not None:
        raise Bad("trading.after_bafo")
    thread = threads.get(company)
    if state.rules.strict and (thread is None or not thread.last_by_supplier or thread.current is None):
        raise Bad("trading.not_your_turn")


def check_bafo(state: ThreadState, threads: Threads, command: Command, now: datetime) -> None:
    """Best and final offers until a time; afterwards no quote changes any more."""
    read_text(command.payload)
    until = read_time(command.payload.get("until"))
    if until is None or not now < until <= now + timedelta(days=90):
        raise Bad("trading.bad_terms", "until")
    if _bafo_runs(state, now):
        raise Bad("trading.bafo_running")
    asked = sum(1 for act in state.acts if act.kind == "bafo")
    if asked >= state.rules.bafo_rounds:
        raise Bad("trading.no_bafo_left", most=state.rules.bafo_rounds)
    if not any(thread.current for thread in threads.values()):
        raise Bad("trading.too_few_quotes", least=1)


def check_basis(state: ThreadState, _threads: Threads, command: Command, _now: datetime) -> None:
    """Target prices per line, and what other currencies are worth."""
    targets, rates = command.payload.get("targets", {}), command.payload.get("rates", {})
    additions = command.payload.get("additions", {})
    if not all(isinstance(one, dict) for one in (targets, rates, additions)) or not (targets or rates or additions):
        raise Bad("trading.bad_terms", "targets")
    known = {str(number) for number in state.lines}
    if any(line not in known or read_number(price) is None for line, price in targets.items()):
        raise Bad("trading.bad_price", "targets")
    if any(code not in MINOR_UNITS or code == state.terms.currency for code in rates):
        raise Bad("trading.bad_currency", "rates")
    if any(read_number(rate) is None for rate in rates.values()):
        raise Bad("trading.bad_price", "rates")
    if any(read_id(company) in (None, state.terms.initiator_id) for company in additions):
        raise Bad("trading.bad_terms", "additions")
    for company in additions:
        read_amounts(additions, company, TO_PLACE)


def check_close(_state: ThreadState, _threads: Threads, command: Command, _now: datetime) -> None:
    """The request ends without an award."""
    read_text(command.payload)
    if command.payload.get("reason") not in CLOSE_REASONS:
        raise Bad("trading.bad_terms", "reason")


def check_award(state: ThreadState, threads: Threads, command: Command, now: datetime) -> None:
    """Versions that stand, are valid and are quoted so; a reason where something better stood."""
    reason = read_text(command.payload)
    ends = state.terms.ends_at
    if state.rules.kind == "rfi":
        raise Bad("trading.no_award_in_rfi")
    if _bafo_runs(state, now):
        raise Bad("trading.bafo_running")
    if not state.rules.early_award and ends is not None and now < ends:
        raise Bad("trading.award_too_early", ends_at=ends.isoformat())
    found = read_award(state, threads, command, now)
    valid = valid_versions(threads, now)
    if len(valid) < state.rules.min_answers:
        raise Bad("trading.too_few_quotes", least=state.rules.min_answers)
    _may_split(state, found)
    if not reason and not is_best(state, found, valid):
        raise Bad("trading.award_reason_needed", "text")
    if needs_approval(state, found) and read_person(command.payload.get("by")) is None:
        raise Bad("trading.bad_terms", "by")


def needs_approval(state: ThreadState, award: tuple[Awarded, ...]) -> bool:
    """Whether a second person has to look: the value is what the deals will sum to, before tax, at the stated rates."""
    least = state.rules.approval_above
    if not least:
        return False
    total = Fraction(0)
    for one in award:
        rate, price = rate_of(state, one.version.currency), full_price(one.version, one.line)
        if rate is None or price is None:
            return True
        total += Fraction(price) * Fraction(one.quantity) * rate
    return total >= Fraction(least)


def check_approve(state: ThreadState, threads: Threads, command: Command, now: datetime) -> None:
    """The award that waits takes effect; by somebody else, and only if it could be made anew now."""
    proposal = _proposal(state, command)
    person = read_person(command.payload.get("by"))
    if person is None or person == proposal.payload.get("by"):
        raise Bad("trading.own_proposal")
    check_award(state, threads, Command(proposal.seq, proposal.company_id, proposal.payload), now)


def check_reject(state: ThreadState, _threads: Threads, command: Command, _now: datetime) -> None:
    """The award that waits is given up; whoever proposed it may do so too."""
    read_text(command.payload)
    _proposal(state, command)


def _proposal(state: ThreadState, command: Command) -> Act:
    waits = state.proposal
    if waits is None or command.payload.get("award") != waits.seq:
        raise Bad("trading.no_proposal", "award")
    return waits


def check_extend(state: ThreadState, threads: Threads, command: Command, now: datetime) -> None:
    """The deadline moves once, by what the rules say, when too few quotes have come."""
    ends = state.terms.ends_at
    if state.rules.too_few != "extend":
        raise Bad("trading.no_extension")
    if ends is None or now < ends or state.bafo_seq is not None:
        raise Bad("trading.deadline_runs")
    if any(act.kind == "extend" for act in state.acts):
        raise Bad("trading.extended_already")
    if len(valid_versions(threads, now)) >= state.rules.min_answers:
        raise Bad("trading.enough_quotes")
    if read_time(command.payload.get("until")) != ends + state.rules.extension:
        raise Bad("trading.bad_terms", "until")


def after_deadline(state: ThreadState, now: datetime) -> dict[str, str] | None:
    """What the rules do by themselves once the deadline has passed; None: nothing."""
    ends = state.terms.ends_at
    if state.last_of_initiator is not None or ends is None or now < ends or state.bafo_seq is not None:
        return None
    if state.rules.too_few == "wait" or len(valid_versions(read_threads(state), now)) >= state.rules.min_answers:
        return None
    if state.rules.too_few == "extend" and not any(act.kind == "extend" for act in state.acts):
        return {"act": "extend", "until": (ends + state.rules.extension).isoformat()}
    return {"act": "close", "reason": "too_few_offers"}


def read_award(state: ThreadState, threads: Threads, command: Command, now: datetime) -> tuple[Awarded, ...]:
    """The lines of an award, each with the version it is taken from."""
    rows = command.payload.get("lines")
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_AWARDED:
        raise Bad("trading.bad_line", "lines")
    known = {version.seq: (thread, version) for thread in threads.values() for version in thread.versions}
    sums: dict[int, Decimal] = {}
    found: list[Awarded] = []
    for index, row in enumerate(rows):
        path = f"lines[{index}]."
        named = row.get("quote") if isinstance(row, dict) else None
        if not isinstance(named, int) or isinstance(named, bool) or named not in known:
            raise Bad("trading.quote_unknown", f"{path}quote")
        thread, version = known[named]
        if thread.current is None:
            raise Bad("trading.quote_withdrawn", f"{path}quote")
        if thread.current.seq != version.seq:
            raise Bad("trading.stale_quote", f"{path}quote", quote=thread.current.seq)
        if not version.is_valid(now):
            raise Bad("trading.quote_expired", f"{path}quote")
        number = row.get("line")
        line = version.line(number) if isinstance(number, int) and not isinstance(number, bool) else None
        if line is None or line.unit_price is None or any(_same(one, version.seq, line.line_no) for one in found):
            raise Bad("trading.bad_line", f"{path}line")
        quantity = line.quantity if "quantity" not in row else read_number(row["quantity"])
        if quantity is None or quantity > line.quantity:
            raise Bad("trading.bad_quantity", f"{path}quantity", most=f"{line.quantity:f}")
        sums[line.line_no] = sums.get(line.line_no, Decimal(0)) + quantity
        if sums[line.line_no] > state.lines[line.line_no].quantity:
            raise Bad("trading.over_quantity", f"{path}quantity", most=f"{state.lines[line.line_no].quantity:f}")
        found.append(Awarded(version, line, quantity))
    return tuple(found)


def _same(one: Awarded, seq: int, line_no: int) -> bool:
    return (one.version.seq, one.line.line_no) == (seq, line_no)


def _may_split(state: ThreadState, award: tuple[Awarded, ...]) -> None:
    if state.rules.award_split == "by_quantity":
        return
    if any(one.quantity != one.line.quantity for one in award):
        raise Bad("trading.no_split", "lines")
    if state.rules.award_split == "whole":
        version = award[0].version
        priced = {line.line_no for line in version.lines if line.unit_price is not None}
        if {one.version.seq for one in award} != {version.seq} or {one.line.line_no for one in award} != priced:
            raise Bad("trading.no_split", "lines")


def _bafo_runs(state: ThreadState, now: datetime) -> bool:
    return state.bafo_seq is not None and state.bafo_until is not None and now < state.bafo_until
