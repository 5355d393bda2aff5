"""App configuration of catalogue: tells which categories a grant can be bounded by."""

from shared_apps.foundation.app_config import KontorApp


class CatalogueConfig(KontorApp):
    name = "tenant_apps.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from tenant_apps.catalogue.queries.shelves import shelf_choices
        from tenant_apps.identity.queries import register_choices

        super().ready()
        register_choices("categories", shelf_choices)
