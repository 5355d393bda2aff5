"""The rules of the marketplace as decisions take them, the day and year that count, what is on file for a country."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from shared_apps.egress import policies
from shared_apps.egress.places import is_home
from shared_apps.foundation.days import days_of
from shared_apps.tenancy import policy, scope
from tenant_apps.rulesets.queries import effective
from tenant_apps.transfers.decisions.crossing import Rules, together, why_not
from tenant_apps.transfers.models import AbroadTotal, Mechanism, SiblingTotal
from tenant_apps.transfers.types import ALL, Counted, Paper

# The law of the mainland counts by its own calendar, wherever the marketplace's people are.
ZONES = {"cn": "Asia/Shanghai"}


def rules() -> Rules:
    """What holds now; it is read from the version of the rules that is kept for two seconds."""
    return Rules(
        needs_basis=policy.value(policies.BASIS),
        route=frozenset(policy.value(policies.ROUTE)),
        exempt_purposes=frozenset(policy.value(policies.EXEMPT_PURPOSES)),
        regions=frozenset(policy.value(policies.ALLOWED_REGIONS)),
        exempt_below=policy.value(policies.EXEMPT_BELOW),
        assessment_from=policy.value(policies.ASSESSMENT_FROM),
        sensitive_from=policy.value(policies.SENSITIVE_FROM),
        stop_percent=policy.value(policies.STOP_PERCENT),
        important_assessed=policy.value(policies.IMPORTANT),
        filing_days=policy.value(policies.FILING_DAYS),
        certificate_years=policy.value(policies.CERTIFICATE_YEARS),
        assessment_years=policy.value(policies.ASSESSMENT_YEARS),
        days=days_of(str(effective("privacy.free_days").value)),
    )


def today(now: datetime) -> date:
    """The calendar day that counts: of the mainland for its region, else of the marketplace."""
    zone = ZONES.get(scope.tenant().region) or str(effective("general.time_zone").value or "UTC")
    return now.astimezone(ZoneInfo(zone)).date() if zone != "UTC" else now.astimezone(UTC).date()


def home(country: str) -> bool:
    return is_home(scope.tenant().region, country)


def paper_of(row: Mechanism) -> Paper:
    return Paper(row.mechanism, row.valid_from, row.valid_until, row.filed_on, row.document_id is not None)


def counting(country: str, rules: Rules, day: date) -> str:
    """The mechanism that counts for a country today; empty for none."""
    row = Mechanism.objects.filter(country=country, state="in_force").first()
    return row.mechanism if row is not None and not why_not(paper_of(row), rules, day) else ""


def strongest(rules: Rules, day: date) -> str:
    """The mechanism in force anywhere that lifts most: the meter shows the bands as it leaves them."""
    rows = Mechanism.objects.filter(state="in_force")
    found = {row.mechanism for row in rows if not why_not(paper_of(row), rules, day)}
    order = ("assessment", "certification", "standard_contract")
    return next((one for one in order if one in found), "")


def counted(year: int, countries: Iterable[str] = (ALL,)) -> Mapping[str, Counted]:
    rows = AbroadTotal.objects.filter(year=year, country__in=list(countries))
    return {row.country: Counted(row.persons, row.sensitive) for row in rows}


def elsewhere(year: int) -> Counted:
    """What other marketplaces of the owner have counted, where volumes are not split."""
    if not policy.value(policies.NO_SPLITTING):
        return Counted()
    return together([Counted(row.persons, row.sensitive) for row in SiblingTotal.objects.filter(year=year)])
