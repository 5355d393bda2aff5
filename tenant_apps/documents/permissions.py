"""What may be read of documents."""

from shared_apps.foundation.permissions import declare

VIEW_DOCUMENT = declare("documents.view_document", "Open the documents of one's company.")
