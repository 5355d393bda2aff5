"""The log of acts for people: found by who, what, when and how it ended, each with its place among all others."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shared_apps.accounts.queries import people
from shared_apps.api.audit_trail import audit_rows
from shared_apps.api.paging import cut
from shared_apps.audit.exporting import Sealed, part_file, proved, whole_file
from shared_apps.audit.models import AuditRecord
from shared_apps.audit.names import names_of
from shared_apps.foundation import ids
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Invalid, NotFound, Refusal
from shared_apps.notary import queries as notary
from shared_apps.notary.models import Leaf
from shared_apps.ui.statuses import status_of

PAGE = 40
# Acts of one file; the whole of a longer log is read by the API, page by page.
MOST = 20_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """`text` looks into codes and ids, `who` into names and pseudonyms; `since` and `until` are days (UTC)."""

    text: str = ""
    who: str = ""
    outcome: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.who or self.outcome or self.since or self.until)


@dataclass(frozen=True, slots=True)
class LogLine:
    """One act. `seq` is its number in the log, None while it waits for one."""

    row: AuditRecord
    name: str
    behalf: str
    seq: int | None

    @property
    def label(self) -> str:
        """The act in words, as far as it has any, else its verb."""
        known = str(status_of("audit.action", self.row.action).label)
        return known if "." not in known else self.row.action.rpartition(".")[2].replace("_", " ").capitalize()

    @property
    def who(self) -> str:
        return _("Kontor itself") if self.row.actor_kind == "system" else self.name


@dataclass(frozen=True, slots=True)
class LogPage:
    lines: list[LogLine]
    next_cursor: str


@dataclass(frozen=True, slots=True)
class Act:
    """One act with what proves it; `sealed` and `head` are None while it waits for its place."""

    line: LogLine
    facts: list[tuple[str, str]]
    sealed: Sealed | None
    head: notary.Head | None
    witnesses: int

    @property
    def leaf(self) -> str:
        return self.sealed.leaf.hex() if self.sealed is not None else ""

    @property
    def steps(self) -> list[str]:
        return [one.hex() for one in self.sealed.proof] if self.sealed is not None else []


def nothing_sealed() -> Refusal:
    return Invalid(
        "workspace.nothing_sealed", _("Nothing has its place in the log yet."), field="since",
        remedy=_("Try again in a second."),
    )  # fmt: skip


def too_many(most: int) -> Refusal:
    return Invalid(
        "workspace.too_many_acts", _("A file holds at most %(most)s acts.") % {"most": most}, field="since",
        remedy=_("Take fewer days at once, or read the log by the API."),
    )  # fmt: skip


def wanted_rows(actor: Actor, wanted: Wanted) -> "QuerySet[AuditRecord]":
    """The acts that the actor may see and that fit."""
    rows = audit_rows(actor, {"outcome": wanted.outcome} if wanted.outcome else {})
    for word in wanted.text.split():
        exact = Q(target_id=word) | Q(request_id=word) | Q(reason=word)
        rows = rows.filter(exact | Q(action__icontains=word) | Q(target__icontains=word))
    if wanted.who:
        rows = rows.filter(actor_id__in=[wanted.who, *people.ids_of_people(wanted.who)])
    if wanted.since is not None:
        rows = rows.filter(id__gte=ids.lowest_of(_begin(wanted.since)))
    if wanted.until is not None:
        rows = rows.filter(id__lt=ids.lowest_of(_begin(wanted.until + timedelta(days=1))))
    return rows


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def log_page(actor: Actor, wanted: Wanted, cursor: str | None) -> LogPage:
    """Newest first."""
    found = cut(wanted_rows(actor, wanted), "log", cursor=cursor, limit=PAGE)
    return LogPage(_lines(found.rows), found.next_cursor)


def _lines(rows: Any) -> list[LogLine]:
    names = names_of(pair for row in rows for pair in ((row.actor_kind, row.actor_id), ("user", row.on_behalf_of)))
    places = notary.places(row.pk for row in rows)
    return [
        LogLine(
            row,
            names[row.actor_kind, row.actor_id],
            names["user", row.on_behalf_of],
            places.get(row.pk, (None, b""))[0],
        )
        for row in rows
    ]


def find_act(actor: Actor, record_id: UUID) -> Act:
    """One act that the actor may see; NotFound else."""
    row = audit_rows(actor, {"pk": record_id}).first()
    if row is None:
        raise NotFound("workspace.no_such_act", _("There is nothing like that in the log."))
    (line,) = _lines([row])
    head, leaf = notary.head(), Leaf.objects.filter(entry_id=record_id).first()
    facts = [(name, str(value)) for name, value in sorted(row.facts.items())]
    if head is None or leaf is None:
        return Act(line, facts, None, None, 0)
    (sealed,) = proved([leaf], head)
    return Act(line, facts, sealed, head, len(notary.cosignatures(head.size)))


def exported(actor: Actor, wanted: Wanted, size: int) -> Iterator[str]:
    """The lines of a file that proves itself: the whole log for the marketplace without filters, else a part."""
    head = notary.head_at(size)
    if head is None:
        raise nothing_sealed()
    if actor.is_marketplace and not wanted.is_filtered:
        return whole_file(head)
    return part_file(head, list(wanted_rows(actor, wanted).order_by("id").values_list("id", flat=True)[:MOST]))


def people_in(actor: Actor, wanted: Wanted) -> frozenset[str]:
    """Pseudonyms of everybody who acts in these rows: those whose data leave with them."""
    rows = wanted_rows(actor, wanted).exclude(actor_kind__in=("system", "anonymous", "api_key"))
    return frozenset(rows.order_by().values_list("actor_id", flat=True).distinct()[:MOST])


def table(actor: Actor, wanted: Wanted) -> Iterator[tuple[object, ...]]:
    """The same acts for a spreadsheet, oldest first."""
    rows = list(wanted_rows(actor, wanted).order_by("id")[:MOST])
    for line in _lines(rows):
        row = line.row
        seq = "" if line.seq is None else line.seq
        yield (
            seq, row.at.isoformat(), row.action, row.outcome, row.reason, row.actor_kind, row.actor_id, line.who,
            row.target, row.target_id, row.address, row.strength, row.request_id, row.pk,
        )  # fmt: skip
