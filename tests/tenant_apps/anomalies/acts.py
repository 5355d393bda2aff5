"""Acts as rules see them, and labelled trains of acts: what each rule must find, and what it must leave alone."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from shared_apps.foundation.ids import uuid7
from tenant_apps.anomalies.decisions.judging import judge
from tenant_apps.anomalies.types import REGISTRY, Act, Judged, Paid, Place, Windows

# A Wednesday, ten o'clock.
NOON = datetime(2026, 11, 25, 10, tzinfo=UTC)
BERLIN = Place("DE", "3320", ((52 * 3600 + 1800, 13 * 3600 + 1320),))
POTSDAM = Place("DE", "3320", ((52 * 3600 + 1440, 13 * 3600 + 240),))
SYDNEY = Place("AU", "1221", ((-33 * 3600 - 3120, 151 * 3600 + 780),))
RELAY = Place("AU", "9009", ((-33 * 3600 - 3120, 151 * 3600 + 780),), is_relay=True)
_seq = iter(range(1, 10**9))


def act(action: str, after: float | int = 0, **also: Any) -> Act:
    """An act so many seconds after noon."""
    at = NOON + timedelta(seconds=int(after))
    also.setdefault("actor_id", "someone")
    also.setdefault("hour", at.hour)
    also.setdefault("weekday", at.weekday())
    return Act(id=uuid7(), seq=next(_seq), at=at, action=action, **also)


def opened(after: int = 0, person: str = "p", place: Place | None = BERLIN, network: str = "203.0.113.0/24",
           agent: str = "firefox", method: str = "password", **also: Any) -> Act:  # fmt: skip
    return act(
        "accounts.open_session", after, actor_kind="system", actor_id="accounts.sign_in", target="accounts.user",
        target_id=person, place=place, address=network, agent=agent, facts={"method": method}, **also,
    )  # fmt: skip


def failed(after: int, account: str, network: str = "198.51.100.0/24", outcome: str = "refused") -> Act:
    return act("accounts.sign_in", after, actor_kind="anonymous", actor_id="", address=network,
               facts={"outcome": outcome, "factor": False, "account": account})  # fmt: skip


def paid(after: int, minor: int, payee: str = "seller", action: str = "payments.record_payment", **also: Any) -> Act:
    target = {"payments.record_payment": "payments.payment", "payments.announce_payment": "payments.attempt",
              "orders.place_order": "orders.order", "invoicing.issue_invoice": "invoicing.invoice"}[action]  # fmt: skip
    return act(action, after, target=target, target_id=str(uuid7()), paid=Paid("buyer", payee, minor, "EUR", "N"),
               **also)  # fmt: skip


def settings(**changes: Any) -> dict[str, dict[str, Any]]:
    """The defaults of every rule, with changes by the name of a setting."""
    return {code: kind.defaults() | {name: value for name, value in changes.items() if name in kind.defaults()}
            for code, kind in REGISTRY.items()}  # fmt: skip


def judged(acts: Sequence[Act], rule: str, *, mode: str = "notify", **changes: Any) -> list[Judged]:
    """What one rule found in the acts that follow each other."""
    modes = {code: mode if code == rule else "off" for code in REGISTRY}
    found, _left, errors = judge(acts, Windows(), modes, settings(**changes))  # type: ignore[arg-type]
    assert errors == []
    return [one for one in found if one.reasons]


def codes(acts: Sequence[Act], rule: str, **changes: Any) -> list[str]:
    """Why, of all that was found."""
    return [reason.code for one in judged(acts, rule, **changes) for reason in one.reasons]
