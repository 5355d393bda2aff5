"""Addresses of directories: which there are, and the end of one that must stop at once."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Write
from tenant_apps.provisioning.api import records
from tenant_apps.provisioning.commands import end_directory
from tenant_apps.provisioning.permissions import VIEW_CONNECTION
from tenant_apps.provisioning.queries.connections import connection_rows

directories = Listing(
    records.DirectoryRecord, connection_rows, records.directory_records, VIEW_CONNECTION,
    "Directories that bring people into the own company, or all with a key of the marketplace",
    filters=(Filter("company_id", "uuid"), Filter("ended", "boolean")),
)  # fmt: skip

urlpatterns: list[URLPattern] = [
    path("directories", endpoint("members", get=directories)),
    path(
        "directories/<uuid:directory_id>:end",
        endpoint("members", post=Write(end_directory, status=200, path={"directory_id": "connection_id"})),
    ),
]
