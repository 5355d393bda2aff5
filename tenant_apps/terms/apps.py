"""App configuration of payment terms."""

from shared_apps.foundation.app_config import KontorApp


class TermsConfig(KontorApp):
    name = "tenant_apps.terms"
    label = "terms"
