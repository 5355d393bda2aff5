"""What an evidence pack says of transfers: the meter, declared flows, what was blocked, mechanisms, the statement."""

from datetime import datetime, timedelta

import msgspec
from django.db.models import Sum

from shared_apps.foundation.actor import Actor
from tenant_apps.transfers import reading
from tenant_apps.transfers.models import BlockedFlow
from tenant_apps.transfers.queries.overview import flow_lines, meter
from tenant_apps.transfers.queries.papers import mechanism_rows, mechanisms_of
from tenant_apps.transfers.queries.statements import file_of, statement_of

MOST = 500


class BandTold(msgspec.Struct, frozen=True, kw_only=True):
    """A limit of the law: how many people are counted against it, and from how many on nothing leaves without more."""

    code: str
    counted: int
    limit: int
    stops_at: int
    is_lifted: bool


class CountryTold(msgspec.Struct, frozen=True, kw_only=True):
    """Distinct people whose data went to a country in the year that runs."""

    country: str
    persons: int
    sensitive: int


class FlowTold(msgspec.Struct, frozen=True, kw_only=True):
    """A declared flow with what left by it in the last 30 days; `abroad` of `passed` to another country."""

    code: str
    way: str
    classes: list[str]
    to: str
    purpose: str
    basis: str
    passed: int
    abroad: int
    blocked: int


class BlockedTold(msgspec.Struct, frozen=True, kw_only=True):
    """What did not leave, by flow, country and reason."""

    flow: str
    country: str
    reason: str
    times: int


class MechanismTold(msgspec.Struct, frozen=True, kw_only=True):
    """What transfers to a country rest on; `counts` today, or `why_not`. Days are dates, or empty."""

    country: str
    mechanism: str
    state: str
    valid_from: str
    valid_until: str
    filed_on: str
    counts: bool
    why_not: str


class TransfersTold(msgspec.Struct, frozen=True, kw_only=True):
    """The gate over everything that leaves the region. `persons` are distinct people of the year, everywhere abroad."""

    year: int
    persons: int
    sensitive: int
    persons_of_the_owner_elsewhere: int
    bands: list[BandTold]
    countries: list[CountryTold]
    flows: list[FlowTold]
    blocked: list[BlockedTold]
    mechanisms: list[MechanismTold]


def transfers_told(actor: Actor, now: datetime, days: int) -> TransfersTold:
    """As it stands now; what was blocked in so many days."""
    found, since = meter(now), reading.today(now) - timedelta(days=days)
    blocked = BlockedFlow.objects.filter(day__gte=since).order_by("flow", "country", "reason")
    return TransfersTold(
        year=found.year,
        persons=found.own.persons,
        sensitive=found.own.sensitive,
        persons_of_the_owner_elsewhere=found.elsewhere.persons,
        bands=[
            BandTold(code=one.code, counted=one.counted, limit=one.limit, stops_at=one.stops_at,
                     is_lifted=one.is_lifted)
            for one in found.bands
        ],
        countries=[
            CountryTold(country=country, persons=one.persons, sensitive=one.sensitive)
            for country, one in found.countries.items()
        ],
        flows=[
            FlowTold(code=one.code, way=one.way, classes=list(one.classes), to=one.to, purpose=one.purpose,
                     basis=one.basis, passed=one.passed, abroad=one.abroad, blocked=one.blocked)
            for one in flow_lines(now)
        ],
        blocked=[
            BlockedTold(flow=row["flow"], country=row["country"], reason=row["reason"], times=row["times"])
            for row in blocked.values("flow", "country", "reason").annotate(times=Sum("count"))[:MOST]
        ],
        mechanisms=[
            MechanismTold(
                country=one.country, mechanism=one.mechanism, state=one.state,
                valid_from=one.valid_from.isoformat(), valid_until=one.valid_until.isoformat() if one.valid_until else
                "", filed_on=one.filed_on.isoformat() if one.filed_on else "", counts=one.counts, why_not=one.why_not,
            )
            for one in mechanisms_of(list(mechanism_rows(actor, {}).order_by("country", "-id")[:MOST]), now)
        ],
    )  # fmt: skip


def statement_told(actor: Actor) -> bytes | None:
    """The newest signed statement of residency as the file that the verifier checks; None before the first."""
    row = statement_of(actor, None)
    return file_of(row) if row else None
