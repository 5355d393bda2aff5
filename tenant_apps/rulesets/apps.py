"""App configuration of rulesets."""

from shared_apps.foundation.app_config import KontorApp


class RulesetsConfig(KontorApp):
    name = "tenant_apps.rulesets"
    label = "rulesets"
