"""App configuration of documents."""

from shared_apps.foundation.app_config import KontorApp


class DocumentsConfig(KontorApp):
    name = "tenant_apps.documents"
    label = "documents"
