"""App configuration of catalogue."""

from shared_apps.foundation.app_config import KontorApp


class CatalogueConfig(KontorApp):
    name = "tenant_apps.catalogue"
    label = "catalogue"
