"""The queue of exceptions with its counts, and one of them with facts, history and the steps open to the reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.urls import NoReverseMatch, reverse

from shared_apps.api.paging import cut
from shared_apps.foundation.actor import Actor
from tenant_apps.exceptions.models import ExceptionMoment, OrderException
from tenant_apps.exceptions.queries.counts import own_live
from tenant_apps.exceptions.queries.lines import ExceptionLine, lines_of
from tenant_apps.exceptions.queries.records import exception_rows, find_exception
from tenant_apps.exceptions.types import LIVE, REGISTRY, Case, Kind, Step, source_of
from tenant_apps.parties.queries import names_of

PAGE = 40
VIEWS = ("", "mine", "free", "late", "waiting", "other", "over")
SORTS: Mapping[str, Sequence[str]] = {"deadline": ("deadline_at",), "opened": ("opened_at",)}


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[ExceptionLine]
    next_cursor: str


@dataclass(frozen=True, slots=True)
class KindCount:
    """One bar: how many of a kind are live, and how many of them late."""

    code: str
    title: Any
    icon: str
    count: int
    late: int


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact in the form its kind declares; `value` and `unit` as that form needs them."""

    label: Any
    form: str
    value: Any
    unit: str = ""
    per: str = ""


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of the playbook. `url` is set where it is done on another page, `may` where the reader may do it here."""

    code: str
    title: Any
    does: Any
    is_done: int
    may: bool
    whose: str
    asks: Any
    url: str
    danger: bool


@dataclass(frozen=True, slots=True)
class MomentLine:
    at: datetime
    what: str
    who: str
    company: str
    step: Any
    text: str


@dataclass(frozen=True, slots=True)
class ExceptionShown:
    """One exception; `share` is how much of its time has passed, in thousandths."""

    line: ExceptionLine
    kind: Kind | None
    help: Any
    note: str
    closed_by: str
    found_by: str
    subject_url: str
    facts: Sequence[FactLine]
    steps: Sequence[StepLine]
    moments: Sequence[MomentLine]
    share: int
    handler_id: UUID | None
    company_id: UUID | None


def exception_page(actor: Actor, filters: Mapping[str, str], cursor: str | None, now: datetime) -> Page:
    """The queue: what is due first stands first; closed ones newest first."""
    view = filters.get("view", "")
    rows = _narrowed(actor, filters, now)
    sort: tuple[str, ...] = () if view == "over" else ("deadline_at",)
    if filters.get("sort", "").removeprefix("-") in SORTS:
        sign = "-" if filters["sort"].startswith("-") else ""
        sort = tuple(f"{sign}{one}" for one in SORTS[filters["sort"].removeprefix("-")])
    found = cut(rows, "exceptions", cursor=cursor, limit=PAGE, sort=sort)
    return Page(lines_of(actor, found.rows, now), found.next_cursor)


def _narrowed(actor: Actor, filters: Mapping[str, str], now: datetime) -> Any:
    rows = _view(actor, filters.get("view", ""), now)
    if filters.get("kind"):
        rows = rows.filter(kind=filters["kind"])
    if filters.get("severity"):
        rows = rows.filter(severity=filters["severity"])
    for word in filters.get("q", "").split():
        rows = rows.filter(
            Q(number__icontains=word) | Q(subject_number__icontains=word) | Q(handler_name__icontains=word)
        )
    return rows


def _view(actor: Actor, view: str, now: datetime) -> Any:
    if view == "over":
        return exception_rows(actor, {"live": False})
    if view == "other":
        return exception_rows(actor, {"live": True, "other_id": actor.own_company})
    rows = own_live(actor)
    if view == "mine":
        return rows.filter(handler_id=actor.user_id) if actor.user_id else rows.none()
    narrows: Mapping[str, Mapping[str, Any]] = {
        "free": {"state": "open"}, "late": {"deadline_at__lte": now}, "waiting": {"state": "waiting"},
    }  # fmt: skip
    return rows.filter(**narrows.get(view, {}))


def exception_counts(actor: Actor, now: datetime) -> dict[str, int]:
    """How many stand in each view; those that are over are not counted, they only grow."""
    mine = Q(handler_id=actor.user_id) if actor.user_id else Q(pk__in=[])
    found: dict[str, int] = own_live(actor).aggregate(
        all=Count("pk"), mine=Count("pk", filter=mine), free=Count("pk", filter=Q(state="open")),
        late=Count("pk", filter=Q(deadline_at__lte=now)), waiting=Count("pk", filter=Q(state="waiting")),
    )  # fmt: skip
    if actor.company_id is not None:
        found["other"] = exception_rows(actor, {"live": True, "other_id": actor.company_id}).count()
    return found


def kind_counts(actor: Actor, now: datetime) -> list[KindCount]:
    """Live ones of each kind that has any, the most first."""
    rows = own_live(actor).values_list("kind").annotate(n=Count("pk"), late=Count("pk", filter=Q(deadline_at__lte=now)))
    found = [
        KindCount(code, kind.title, kind.icon, count, late)
        for code, count, late in rows.order_by("-n", "kind")
        if (kind := REGISTRY.get(code)) is not None
    ]
    return found


def exception_shown(actor: Actor, exception_id: UUID, now: datetime) -> ExceptionShown:
    """One exception as its page shows it; NotFound when the actor may not see it."""
    row = find_exception(actor, exception_id)
    kind = REGISTRY.get(row.kind)
    case = row.case()
    whole = max((row.deadline_at - row.opened_at).total_seconds(), 1)
    passed = ((row.closed_at or now) - row.opened_at).total_seconds()
    moments = list(ExceptionMoment.objects.filter(exception=row).order_by("id")[:200])
    return ExceptionShown(
        line=lines_of(actor, [row], now)[0],
        kind=kind,
        help=kind.help if kind else "",
        note=row.note,
        closed_by=row.closed_by,
        found_by=row.found_by,
        subject_url=_subject_url(actor, row, case),
        facts=facts_of(kind, row.facts) if kind else [],
        steps=steps_of(actor, kind, row, case, moments) if kind else [],
        moments=_moments(kind, moments),
        share=max(0, min(1000, int(passed / whole * 1000))),
        handler_id=row.handler_id,
        company_id=row.company_id,
    )


def facts_of(kind: Kind, facts: Mapping[str, Any]) -> list[FactLine]:
    """The facts in the order their kind declares, each in its form."""
    found = []
    for name, (label, form) in kind.labels.items():
        if facts.get(name):
            value = kind.words.get(name, {}).get(facts[name], facts[name]) if form == "word" else facts[name]
            found.append(_fact(label, form, value))
    return found


def _fact(label: Any, form: str, value: Any) -> FactLine:
    if form in ("quantity", "money", "price"):
        return FactLine(label, form, Decimal(value[0]), value[1], value[2] if form == "price" else "")
    if form == "percent":
        return FactLine(label, form, Decimal(value))
    if form == "day":
        return FactLine(label, form, date.fromisoformat(value))
    if form == "moment":
        return FactLine(label, form, datetime.fromisoformat(value))
    return FactLine(label, form, value)


def steps_of(
    actor: Actor, kind: Kind, row: OrderException, case: Case, moments: Sequence[ExceptionMoment]
) -> list[StepLine]:
    """The playbook in its order, as far as the reader's side has to do with it."""
    live = row.state in LIVE
    done = [one.step for one in moments if one.what in ("first", "step", "ended")]
    lines = []
    for step in (one for one in kind.steps if one.fits(row.subject)):
        mine = _is_side(actor, row, step)
        may = live and mine and step.command is not None and _may(actor, step)
        url = (
            _address(step, case)
            if step.link is not None and mine and (not step.needed or actor.may(step.needed))
            else ""
        )
        lines.append(
            StepLine(
                step.code,
                step.title,
                step.does,
                done.count(step.code),
                may,
                "" if mine else _whose(actor, row, step),
                step.asks,
                url,
                step.danger,
            )
        )
    return lines


def _may(actor: Actor, step: Step) -> bool:
    return actor.may("exceptions.do_step") and actor.may(step.needed)


def _is_side(actor: Actor, row: OrderException, step: Step) -> bool:
    if actor.company_id is None:
        return True
    own, other = actor.company_id == row.company_id, actor.company_id == row.other_id
    return {"own": own, "other": other, "either": True, "house": False}[step.side]


def _whose(actor: Actor, row: OrderException, step: Step) -> str:
    """`house` or `partner`: who does what is not for the reader."""
    return "house" if step.side == "house" or (step.side == "own" and row.company_id is None) else "partner"


def _address(step: Step, case: Case) -> str:
    assert step.link is not None
    name, args = step.link(case)
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _subject_url(actor: Actor, row: OrderException, case: Case) -> str:
    """The page of the thing, for those to whom it is shown."""
    source = source_of(row.kind, row.subject)
    if source is None or (source.private and actor.company_id not in (None, row.company_id)):
        return ""
    name, args = source.link(case)
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _moments(kind: Kind | None, moments: Sequence[ExceptionMoment]) -> list[MomentLine]:
    names = names_of({one.company_id for one in moments if one.company_id})
    titles = {step.code: step.title for step in kind.steps} if kind else {}
    return [
        MomentLine(
            one.at, one.what, one.who, names.get(one.company_id, "") if one.company_id else "",
            titles.get(one.step, one.step), one.text,
        )
        for one in moments
    ]  # fmt: skip
