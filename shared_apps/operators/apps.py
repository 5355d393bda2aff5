"""App configuration of operators."""

from shared_apps.foundation.app_config import KontorApp


class OperatorsConfig(KontorApp):
    name = "shared_apps.operators"
    label = "operators"
