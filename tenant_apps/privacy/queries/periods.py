"""The periods and clocks in force here, read from the rule book once per command."""

from shared_apps.foundation.days import days_of
from tenant_apps.privacy.decisions.breaches import Clocks
from tenant_apps.privacy.decisions.calendar import Periods
from tenant_apps.rulesets.queries import effective


def number(key: str) -> int:
    return int(str(effective(key).value))


def flag(key: str) -> bool:
    return effective(key).value is True


def codes(key: str) -> list[str]:
    found = effective(key).value
    return [str(one) for one in found] if isinstance(found, list) else []


def text(key: str) -> str:
    return str(effective(key).value)


def zone() -> str:
    return text("general.time_zone")


def periods() -> Periods:
    """How long answers to people take here."""
    return Periods(
        due=number("privacy.dsr_due_days"),
        extend=number("privacy.dsr_extend_days"),
        ack=number("privacy.dsr_ack_business_days"),
        optout=number("privacy.optout_business_days"),
        working=flag("privacy.dsr_working_days"),
        months=flag("privacy.dsr_whole_months"),
        days=days_of(text("privacy.free_days")),
    )


def clocks() -> Clocks:
    """How soon breaches are reported here."""
    return Clocks(
        authority_hours=number("incident.authority_hours"),
        controller_hours=number("incident.controller_hours"),
        final_days=number("incident.final_report_days"),
        critical=flag("incident.critical_operator"),
        tell_subjects=flag("incident.subjects_told"),
    )
