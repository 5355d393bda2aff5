"""Celery base class that carries the tenant in the message header and refuses anything else.

Celery only wakes: a lost or refused message loses nothing, because what is owed stands in a table.
"""

from typing import Any
from uuid import UUID

from celery import Task
from django.db import close_old_connections

from shared_apps.tenancy import directory, scope
from shared_apps.tenancy.errors import NoTenant, NotServedHere
from shared_apps.tenancy.refs import TenantRef

HEADER = "kontor_tenant"


class TenantTask(Task):  # type: ignore[misc]
    """A task for one marketplace. `tenant_required = False` makes it a platform task without scope."""

    abstract = True
    tenant_required = True

    def apply_async(self, args: Any = None, kwargs: Any = None, **options: Any) -> Any:
        if self.tenant_required:
            ref = scope.tenant()
            headers = dict(options.pop("headers", None) or {})
            headers[HEADER] = {"id": str(ref.id), "schema": ref.schema_name, "region": ref.region}
            options["headers"] = headers
            options.setdefault("queue", queue_of(ref.region))
        return super().apply_async(args, kwargs, **options)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self._tidy_connections()
        try:
            if not self.tenant_required:
                return super().__call__(*args, **kwargs)
            with scope.enter(self._tenant()):
                return super().__call__(*args, **kwargs)
        finally:
            self._tidy_connections()

    def _tidy_connections(self) -> None:
        # A task that runs inside its sender (eagerly) shares the sender's transaction.
        if not self.request.is_eager:
            close_old_connections()

    def _tenant(self) -> TenantRef:
        header = (self.request.headers or {}).get(HEADER) or getattr(self.request, HEADER, None)
        if not isinstance(header, dict):
            raise NoTenant(f"{self.name}: the message names no marketplace")
        ref = directory.by_id(UUID(header["id"]))
        if ref is None or ref.schema_name != header["schema"] or ref.region != header["region"]:
            raise NoTenant(f"{self.name}: the message names a marketplace that is not there any more")
        if not ref.alias:
            raise NotServedHere(f"{self.name}: region {ref.region} is not served by this worker")
        if ref.state != "active":
            raise NoTenant(f"{self.name}: marketplace {ref.slug} is {ref.state}")
        return ref


def queue_of(region: str) -> str:
    """Name of the queue that wakes workers of a region."""
    return f"region-{region}"
