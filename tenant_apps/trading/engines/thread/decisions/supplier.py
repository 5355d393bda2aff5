"""What a company that answers may do: quote, accept a counter-offer, decline, withdraw.

The order of the checks decides which code an act gets that is wrong in two ways; `sdk/verify` keeps to it: form, time,
turn, rounds, what the rules ask of a quote, and at last whether it breaks a promise.
"""

from datetime import datetime
from uuid import UUID

from tenant_apps.trading.engines.thread.decisions.extras import check_exact, full_price
from tenant_apps.trading.engines.thread.decisions.figures import digest_of
from tenant_apps.trading.engines.thread.decisions.quotes import Bad, Version, read_quote, read_text
from tenant_apps.trading.engines.thread.decisions.state import ThreadState
from tenant_apps.trading.engines.thread.decisions.threads import Thread, agreed
from tenant_apps.trading.kernel.decisions.engine import Command


def check_quote(state: ThreadState, thread: Thread, command: Command, now: datetime) -> None:
    """A new version of the company's quote."""
    if state.rules.secrecy and command.company_id not in state.sworn:
        raise Bad("trading.secrecy_first")
    version = read_quote(state, command.seq, command.company_id, now, command.payload)
    _in_time(state, thread, now)
    if state.rules.strict and thread.last_by_supplier and not _owes_final(state, thread) and not _is_gone(thread):
        raise Bad("trading.not_your_turn")
    most = state.rules.max_rounds
    if most and len(thread.versions) >= most and not _owes_final(state, thread):
        raise Bad("trading.no_rounds_left", most=most)
    _fits(state, version)
    promised = thread.current
    if (
        promised is not None
        and promised.is_firm
        and promised.is_valid(now)
        and (thread.pending is None or promised.agreed)
        and _worsens(state, promised, version)
    ):
        raise Bad("trading.quote_is_firm", firm_until=promised.firm_until.isoformat())


def check_secrecy(state: ThreadState, _thread: Thread, command: Command, _now: datetime) -> None:
    """The words about confidentiality, by their digest: nobody accepts words they have not been shown."""
    if not state.rules.secrecy or command.payload.get("digest") != digest_of(state.rules.secrecy):
        raise Bad("trading.other_secrecy", "digest")
    if command.company_id in state.sworn:
        raise Bad("trading.secrecy_accepted")


def check_accept(state: ThreadState, thread: Thread, command: Command, now: datetime) -> None:
    """The counter-offer as it stands; `counter` names it, so that nobody accepts one they have not read."""
    if thread.pending is None:
        raise Bad("trading.nothing_to_accept")
    if command.payload.get("counter") != thread.pending.seq:
        raise Bad("trading.stale_counter", "counter", counter=thread.pending.seq)
    if state.bafo_seq is not None:
        raise Bad("trading.after_bafo")
    if thread.current is None:
        raise Bad("trading.quote_first")
    if not thread.current.is_valid(now):
        raise Bad("trading.quote_expired")
    if any(thread.current.line(wish.line_no) is None for wish in thread.pending.wishes):
        raise Bad("trading.quote_first")
    _fits(state, agreed(thread.current, thread.pending, command.seq, now), agreed_on=True)


def check_decline(_state: ThreadState, thread: Thread, command: Command, now: datetime) -> None:
    """No quote from this company, or none any longer."""
    read_text(command.payload)
    if thread.declined:
        raise Bad("trading.declined_already")
    _breaks(thread, now)


def check_withdraw(_state: ThreadState, thread: Thread, command: Command, now: datetime) -> None:
    """The quote no longer stands."""
    read_text(command.payload)
    if thread.current is None:
        raise Bad("trading.nothing_to_withdraw")
    _breaks(thread, now)


def _breaks(thread: Thread, now: datetime) -> None:
    """A quote that names the day until which it is firm binds until then; another one until it is accepted."""
    if thread.current is not None and thread.current.is_firm and thread.current.is_valid(now):
        raise Bad("trading.quote_is_firm", firm_until=thread.current.firm_until.isoformat())


def _is_gone(thread: Thread) -> bool:
    return thread.declined or thread.withdrawn


def _owes_final(state: ThreadState, thread: Thread) -> bool:
    """Whether best and final offers were asked for and this company has not answered."""
    asked = state.bafo_seq
    return asked is not None and (not thread.versions or thread.versions[-1].seq < asked)


def _in_time(state: ThreadState, thread: Thread, now: datetime) -> None:
    asked, ends = state.bafo_seq, state.terms.ends_at
    if asked is not None:
        if state.bafo_until is not None and now >= state.bafo_until:
            raise Bad("trading.bafo_over")
        if not _owes_final(state, thread):
            raise Bad("trading.bafo_answered")
    elif state.rules.hard_deadline and ends is not None and now >= ends and thread.pending is None:
        raise Bad("trading.too_late")


def _fits(state: ThreadState, version: Version, *, agreed_on: bool = False) -> None:
    rules = state.rules
    if version.currency != state.terms.currency and not rules.any_currency:
        raise Bad("trading.other_currency", "currency", currency=state.terms.currency)
    if rules.incoterm and version.incoterm not in ("", rules.incoterm):
        raise Bad("trading.other_incoterm", "incoterm", incoterm=rules.incoterm)
    if not rules.partial_lines and len(version.lines) < len(state.lines):
        raise Bad("trading.lines_missing", "lines")
    if rules.kind == "rfp" and not version.text:
        raise Bad("trading.proposal_needed", "text")
    for index, line in enumerate(version.lines):
        if line.alternate and not rules.alternates:
            raise Bad("trading.no_alternates", f"lines[{index}].alternate")
        if rules.award_split != "by_quantity" and line.quantity != state.lines[line.line_no].quantity:
            raise Bad("trading.whole_line_only", f"lines[{index}].quantity")
        named = {name for name, _part in line.components}
        if line.unit_price is not None and not agreed_on and not rules.components <= named:
            missing = sorted(rules.components - named)
            raise Bad("trading.components_missing", f"lines[{index}].components", missing=", ".join(missing))
    if version.extras and state.terms.side == "sell":
        raise Bad("trading.no_extras", "extras")
    check_exact(version)


def _worsens(state: ThreadState, old: Version, new: Version) -> bool:
    """Whether a line is missing, costs more, or covers less; payment earlier or delivery later than promised."""
    if new.currency != old.currency or new.firm_until < old.firm_until or new.incoterm != old.incoterm:
        return True
    buys = state.terms.side == "buy"
    if (new.payment_days < old.payment_days) if buys else (new.payment_days > old.payment_days):
        return True
    for line in old.lines:
        now = new.line(line.line_no)
        if now is None or now.quantity < line.quantity or (line.unit_price is not None and now.unit_price is None):
            return True
        before_price, price = full_price(old, line), full_price(new, now)
        if before_price is not None and price is not None and price != before_price and buys == (price > before_price):
            return True
        before, after = old.lead_of(line), new.lead_of(now)
        if before is not None and (after is None or after > before):
            return True
    return False


def thread_of(threads: dict[UUID, Thread], company: UUID) -> Thread:
    return threads.get(company) or Thread(company)
