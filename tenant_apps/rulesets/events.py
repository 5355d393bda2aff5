"""Events of rulesets."""

from shared_apps.outbox.events import DomainEvent, event


@event("rulesets.settings_changed")
class SettingsChanged(DomainEvent, frozen=True):
    """A new version of the marketplace's settings is in force."""

    number: int
    content_hash: str
    keys: list[str]

    def aggregate(self) -> str:
        return "rulesets:settings"


@event("rulesets.version_scheduled")
class VersionScheduled(DomainEvent, frozen=True):
    """A version was published that takes effect later, by the clock alone."""

    number: int
    content_hash: str
    keys: list[str]
    effective_from: str

    def aggregate(self) -> str:
        return "rulesets:settings"


@event("rulesets.version_cancelled")
class VersionCancelled(DomainEvent, frozen=True):
    """A version that was still to take effect never will."""

    number: int
    reason: str

    def aggregate(self) -> str:
        return "rulesets:settings"


@event("rulesets.sheet_saved")
class SheetSaved(DomainEvent, frozen=True):
    """A category or an event template sets other rules from `effective_from` on; without keys it sets none."""

    kind: str
    code: str
    edition: int
    keys: list[str]
    effective_from: str

    def aggregate(self) -> str:
        return f"rulesets:{self.kind}:{self.code}"


@event("rulesets.approval_asked")
class ApprovalAsked(DomainEvent, frozen=True):
    """A draft waits for a second person, because it changes rules of high risk."""

    draft_id: str
    edition: int
    keys: list[str]

    def aggregate(self) -> str:
        return "rulesets:settings"
