"""What several rules ask of an act."""

from datetime import timedelta

from tenant_apps.anomalies.types import Act, Subject

DAY = timedelta(days=1)
QUARTER = timedelta(days=90)
MONTH = timedelta(days=30)
PAYMENTS = frozenset({"payments.record_payment", "payments.announce_payment"})
SIGN_INS = frozenset({"accounts.sign_in", "accounts.verify_factor", "accounts.sign_in_by_passkey"})
OPENED = "accounts.open_session"


def done(act: Act) -> bool:
    return act.outcome == "done"


def person_of(act: Act) -> Subject:
    return Subject("user", act.person)


def principal_of(act: Act) -> Subject:
    return Subject(act.actor_kind, act.actor_id)


def by_hand(act: Act) -> bool:
    """Done by a person or a system of somebody, and not by Kontor itself."""
    return act.actor_kind not in ("system", "anonymous")


def is_outside(hour: int, weekday: int, first: int, last: int) -> bool:
    """Whether a moment lies outside the hours `first` to `last` of a working day; over midnight where last < first."""
    inside = first <= hour < last if first <= last else hour >= first or hour < last
    return weekday >= 5 or not inside
