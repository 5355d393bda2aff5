"""What happened to alerts."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("anomalies.alert_raised")
class AlertRaised(DomainEvent, frozen=True, kw_only=True):
    """A rule has found something new. `mode` says whether it acted."""

    alert_id: UUID
    number: str
    rule: str
    severity: str
    mode: str


@event("anomalies.alert_decided")
class AlertDecided(DomainEvent, frozen=True, kw_only=True):
    """`verdict`: confirmed or dismissed."""

    alert_id: UUID
    number: str
    rule: str
    verdict: str
