"""May this leave? Facts in, an answer with its reason out; no database, no clock."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from shared_apps.egress.types import NO_BAND, Flow
from shared_apps.foundation.days import PLAIN, Days
from tenant_apps.transfers.types import Band, Counted, Paper, Reason

# What the band of the standard contract takes, and what that of the assessment takes.
CONTRACTS = frozenset({"standard_contract", "certification", "assessment"})
ASSESSMENT = "assessment"
# A decision of the law, or a word with the person, is no paper of the marketplace.
PAPERLESS = frozenset({"adequacy", "consent", "contract"})
# So many days mean that nothing is filed.
NEVER_FILED = 9_999
NOTHING = Counted()


@dataclass(frozen=True, slots=True)
class Rules:
    """What the marketplace's laws and rules demand (`shared_apps/egress/policies.py`)."""

    needs_basis: bool = False
    route: frozenset[str] = CONTRACTS | PAPERLESS | {"binding_rules"}
    exempt_purposes: frozenset[str] = frozenset({"contract", "hr", "emergency", "trade", "transit"})
    regions: frozenset[str] = frozenset()
    exempt_below: int = NO_BAND
    assessment_from: int = NO_BAND
    sensitive_from: int = NO_BAND
    stop_percent: int = 90
    important_assessed: bool = True
    filing_days: int = NEVER_FILED
    certificate_years: int = 10
    assessment_years: int = 10
    days: Days = PLAIN


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason` is empty where it may leave; `counts` whether its people are counted then."""

    reason: Reason | None = None
    counts: bool = False


def decide(
    flow: Flow | None, *, is_home: bool, rules: Rules, mechanism: str, before: Counted, new: Counted, region: str = "",
) -> Verdict:  # fmt: skip
    """Whether a flow may leave. `mechanism` is what counts for the country today, empty for none.

    `before` are the people of the year so far, other marketplaces that count together included; `new` those whom this
    would add to them.
    """
    if flow is None:
        return Verdict("undeclared")
    if flow.way == "store":
        return Verdict(None if is_home or region in rules.regions else "region")
    if is_home or (flow.to in ("control", "world") and not flow.has_people):
        return Verdict()
    if "core" in flow.classes:
        return Verdict("core")
    if flow.is_guarded and (mechanism != ASSESSMENT if rules.important_assessed else not mechanism):
        return Verdict("important")
    if not flow.has_people or flow.exempt in rules.exempt_purposes:
        return Verdict()
    if rules.needs_basis and not mechanism:
        return Verdict("mechanism")
    return Verdict(band_reason(rules, mechanism, before, new), counts=True)


def band_reason(rules: Rules, mechanism: str, before: Counted, new: Counted) -> Reason | None:
    """The band that would be reached without its document; None while none is. Who is counted already adds nobody."""
    after = Counted(before.persons + new.persons, before.sensitive + new.sensitive)
    for band in bands_of(rules, after, mechanism):
        grows = new.sensitive if band.code == "sensitive" else new.persons
        if grows and not band.is_lifted and after_of(band, after) > band.stops_at:
            return "sensitive_band" if band.code == "sensitive" else "band"
    if new.sensitive and rules.exempt_below < NO_BAND and mechanism not in CONTRACTS:
        return "sensitive_band"
    return None


def after_of(band: Band, counted: Counted) -> int:
    return counted.sensitive if band.code == "sensitive" else counted.persons


def bands_of(rules: Rules, counted: Counted, mechanism: str) -> tuple[Band, ...]:
    """The limits that bind, with what is counted against each; those that no law sets are left out."""
    found = (
        ("exempt", counted.persons, rules.exempt_below, mechanism in CONTRACTS),
        ("assessment", counted.persons, rules.assessment_from, mechanism == ASSESSMENT),
        ("sensitive", counted.sensitive, rules.sensitive_from, mechanism == ASSESSMENT),
    )
    return tuple(
        Band(code, at, limit, stop_of(limit, rules.stop_percent), lifted)  # type: ignore[arg-type]
        for code, at, limit, lifted in found
        if limit < NO_BAND
    )


def stop_of(limit: int, percent: int) -> int:
    """How many may be counted without the document: this part of the band, and never the limit itself."""
    return min(limit * percent // 100, limit - 1)


def needed(rules: Rules, counted: Counted) -> str:
    """What the law asks for at this count: nothing, a contract (or certification), or an assessment."""
    if counted.persons >= rules.assessment_from or counted.sensitive >= rules.sensitive_from:
        return "assessment"
    if counted.persons >= rules.exempt_below or (counted.sensitive and rules.exempt_below < NO_BAND):
        return "standard_contract"
    return ""


def why_not(paper: Paper, rules: Rules, today: date) -> str:
    """Why a mechanism on file does not count today; empty where it does."""
    if paper.mechanism not in rules.route:
        return "route"
    if paper.valid_from > today:
        return "not_yet"
    if paper.valid_until is not None and paper.valid_until < today:
        return "over"
    years = {"certification": rules.certificate_years, "assessment": rules.assessment_years}.get(paper.mechanism)
    if years is not None and today >= _years_after(paper.valid_from, years):
        return "over"
    if paper.mechanism not in PAPERLESS and not paper.has_document:
        return "document"
    if paper.mechanism == "standard_contract" and rules.filing_days < NEVER_FILED:
        due = rules.days.after(paper.valid_from, rules.filing_days)
        if (paper.filed_on or today) > due:
            return "filing"
    return ""


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def together(some: Collection[Counted]) -> Counted:
    """The sum. People of different marketplaces have different pseudonyms, so the sum is never less than the union."""
    return Counted(sum(one.persons for one in some), sum(one.sensitive for one in some))
