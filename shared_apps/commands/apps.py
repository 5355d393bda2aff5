"""App configuration of commands."""

from shared_apps.foundation.app_config import KontorApp


class CommandsConfig(KontorApp):
    name = "shared_apps.commands"
    label = "commands"

    def ready(self) -> None:
        from shared_apps.commands import runner
        from shared_apps.outbox import relay

        relay.system_context = runner.system_context
        super().ready()
