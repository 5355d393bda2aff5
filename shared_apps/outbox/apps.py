"""App configuration of outbox."""

from shared_apps.foundation.app_config import KontorApp


class OutboxConfig(KontorApp):
    name = "shared_apps.outbox"
    label = "outbox"
