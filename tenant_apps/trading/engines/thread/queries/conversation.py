"""A thread as people read it: message by message, with what each version changed against the one before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from tenant_apps.trading.engines.thread.decisions.extras import full_price
from tenant_apps.trading.engines.thread.decisions.figures import read_time
from tenant_apps.trading.engines.thread.decisions.quotes import Version
from tenant_apps.trading.engines.thread.decisions.state import Act, ThreadState
from tenant_apps.trading.engines.thread.decisions.threads import Counter, Thread
from tenant_apps.trading.kernel.queries.rooms import Room

By = Literal["initiator", "supplier"]


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One line of a quote or a counter-offer; `was` is the price of the version before, where it was another."""

    line_no: int
    name: str
    unit: str
    quantity: Decimal | None
    unit_price: Decimal | None
    was: Decimal | None
    is_new: bool
    item: str
    alternate: str
    lead_days: int | None
    components: Sequence[tuple[str, Decimal]]
    is_part: bool


@dataclass(frozen=True, slots=True)
class Term:
    """A term with its value before, where it has changed. `name` is a code."""

    name: str
    value: str | int
    was: str | int | None


@dataclass(frozen=True, slots=True)
class Message:
    """One act that concerns this company. `version` counts its quotes; `stands` marks the one that counts now."""

    seq: int
    kind: str
    by: By
    at: datetime
    text: str
    currency: str
    lines: Sequence[MessageLine] = ()
    terms: Sequence[Term] = ()
    version: int = 0
    stands: bool = False
    is_late: bool = False
    is_firm: bool = False
    firm_until: datetime | None = None
    until: datetime | None = None
    reason: str = ""
    dropped: Sequence[str] = ()
    extras: Sequence[tuple[str, Decimal]] = ()
    to_place: Sequence[tuple[str, Decimal]] = ()


def conversation(state: ThreadState, thread: Thread, room: Room, items: Mapping[UUID, str]) -> list[Message]:
    """The messages of a thread in order; best and final offers and the end of the request are part of each."""
    if not room.lines:
        return []  # closed to this viewer until it accepts what the request says about confidentiality
    mine = {act.seq for act in thread.acts}
    found: list[Message] = []
    for act in state.acts:
        if act.seq in mine or act.kind in ("bafo", "extend", "close"):
            found.append(_message(state, thread, act, room, items))
    # An award that waits for a second person is nobody's business yet; told is the one that ended the request.
    last, decided = state.last_of_initiator, state.decided
    if last is not None and decided is not None:
        found.append(_award(state, thread, replace(decided, seq=last.seq, at=last.at), room))
    return found


def _message(state: ThreadState, thread: Thread, act: Act, room: Room, items: Mapping[UUID, str]) -> Message:
    by: By = "supplier" if act.company_id == thread.company_id else "initiator"
    told = str(act.payload.get("text", ""))
    currency = state.terms.currency
    version = next((one for one in thread.versions if one.seq == act.seq), None)
    if version is not None:
        at = thread.versions.index(version)
        before = thread.versions[at - 1] if at else None
        return Message(
            act.seq, act.kind, by, act.at, told, version.currency, _lines(version, before, room, items),
            _terms(version, before), at + 1, thread.current is not None and thread.current.seq == act.seq,
            version.is_late, version.is_firm, version.firm_until, dropped=_dropped(version, before, room),
            extras=version.extras, to_place=version.to_place,
        )  # fmt: skip
    if act.kind == "counter":
        counter = thread.counters[act.seq]
        last = next((one for one in reversed(thread.versions) if one.seq < act.seq), None)
        return Message(
            act.seq, act.kind, by, act.at, told, last.currency if last else currency,
            _wishes(counter, last, room), _wished_terms(counter),
            stands=thread.pending is not None and thread.pending.seq == act.seq,
        )  # fmt: skip
    return Message(
        act.seq, act.kind, by, act.at, told, currency, until=read_time(act.payload.get("until")),
        reason=str(act.payload.get("reason", "")),
    )  # fmt: skip


def _award(state: ThreadState, thread: Thread, act: Act, room: Room) -> Message:
    """What the award means for this company: its lines, or none. Why is the initiator's own affair."""
    own = {one.seq: one for one in thread.versions}
    names = {line.line_no: line for line in room.lines}
    lines: list[MessageLine] = []
    for row in act.payload["lines"]:
        version = own.get(row["quote"])
        line = version.line(row["line"]) if version else None
        if line is not None:
            of = names[line.line_no]
            quantity = Decimal(row["quantity"]) if "quantity" in row else line.quantity
            lines.append(
                MessageLine(
                    line.line_no, of.name, of.unit, quantity, full_price(version, line) if version else None, None,
                    False, "", line.alternate, None, (), quantity != of.quantity,
                )
            )  # fmt: skip
    currency = thread.current.currency if thread.current else state.terms.currency
    told = str(act.payload.get("text", "")) if room.viewer.audience in ("initiator", "house") else ""
    return Message(act.seq, "won" if lines else "lost", "initiator", act.at, told, currency, lines)


def _lines(version: Version, before: Version | None, room: Room, items: Mapping[UUID, str]) -> list[MessageLine]:
    names = {line.line_no: line for line in room.lines}
    found = []
    for line in version.lines:
        old = before.line(line.line_no) if before else None
        of = names[line.line_no]
        changed = old is not None and old.unit_price != line.unit_price and before is not None
        found.append(
            MessageLine(
                line.line_no, of.name, of.unit, line.quantity, line.unit_price,
                old.unit_price if changed and old is not None else None, before is not None and old is None,
                items.get(line.item_id, "") if line.item_id else "", line.alternate, line.lead_days, line.components,
                line.quantity != of.quantity,
            )
        )  # fmt: skip
    return found


def _dropped(version: Version, before: Version | None, room: Room) -> list[str]:
    if before is None:
        return []
    names = {line.line_no: line.name for line in room.lines}
    return [names[line.line_no] for line in before.lines if version.line(line.line_no) is None]


def _terms(version: Version, before: Version | None) -> list[Term]:
    found: list[Term] = []
    for name in ("currency", "incoterm", "payment_days", "lead_days"):
        value = getattr(version, name)
        was = getattr(before, name) if before is not None else value
        if value not in ("", None):
            found.append(Term(name, value, was if was != value and was not in ("", None) else None))
    return found


def _wishes(counter: Counter, last: Version | None, room: Room) -> list[MessageLine]:
    names = {line.line_no: line for line in room.lines}
    found = []
    for wish in counter.wishes:
        old = last.line(wish.line_no) if last else None
        of = names[wish.line_no]
        was = old.unit_price if old is not None and wish.unit_price not in (None, old.unit_price) else None
        found.append(
            MessageLine(
                wish.line_no, of.name, of.unit, wish.quantity, wish.unit_price, was, False, "", "", None, (),
                wish.quantity is not None and wish.quantity != of.quantity,
            )
        )  # fmt: skip
    return found


def _wished_terms(counter: Counter) -> list[Term]:
    names = ("incoterm", "payment_days", "lead_days")
    return [Term(name, value, None) for name in names if (value := getattr(counter, name)) not in ("", None)]
