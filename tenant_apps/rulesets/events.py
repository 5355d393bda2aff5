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
