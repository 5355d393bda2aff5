"""App configuration of operators: registers who the people of the control plane are."""

from shared_apps.foundation.app_config import KontorApp


class OperatorsConfig(KontorApp):
    name = "shared_apps.operators"
    label = "operators"

    def ready(self) -> None:
        from shared_apps.accounts import actors
        from shared_apps.operators.standing import resolve

        super().ready()
        actors.register("control", resolve)
