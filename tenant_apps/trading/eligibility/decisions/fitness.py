"""Whether a company may take part in an event, by its standing on one day. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tenant_apps.parties.types import Standing
from tenant_apps.trading.kernel.decisions.engine import Verdict

BARRED, NOT_QUALIFIED, CONFLICT = "trading.barred", "trading.not_qualified", "trading.conflict_of_interest"
UNLICENSED = "trading.licence_missing"


def asks(rules: Mapping[str, Any]) -> bool:
    """Whether the rules of an event ask for anything beyond what every event asks."""
    return bool(rules.get("required_qualifications")) or rules.get("owner_check") is True


def unfit(rules: Mapping[str, Any], company: Standing, initiator: Standing, on: date) -> Verdict | None:
    """What stands against the company, the gravest first; None where nothing does."""
    if company.is_barred(on) and company.barred_until is not None:
        return Verdict(False, BARRED, {"until": company.barred_until.isoformat()})
    if rules.get("owner_check") is True and _key(company.owner) and _key(company.owner) == _key(initiator.owner):
        return Verdict(False, CONFLICT)
    wanted = [str(code).strip().lower() for code in rules.get("required_qualifications") or []]
    missing = [code for code in wanted if code not in company.qualifications]
    if missing:
        return Verdict(False, NOT_QUALIFIED, {"missing": ", ".join(missing)})
    return None


def _key(owner: str) -> str:
    """Owners are the same however they are spaced and cased."""
    return " ".join(owner.split()).casefold()
