"""The last step: prove that the marketplace works before anybody is let in."""

from dataclasses import replace

from django.conf import settings
from django.db import transaction
from django.test.client import Client
from django.utils.translation import override

from shared_apps.foundation import clock
from shared_apps.foundation.ids import uuid7
from shared_apps.outbox.models import InboxReceipt
from shared_apps.tenancy import directory, scope
from shared_apps.tenancy.errors import TenancyError
from shared_apps.tenancy.provisioning import ProvisioningSpec
from shared_apps.tenancy.schemas import connect
from tenants.models import Domain


class SmokeTestFailed(TenancyError):
    """The new marketplace does not work; the text says what does not."""


class _Undo(Exception):
    """Rolls back what was written for trial."""


def smoke_test(spec: ProvisioningSpec) -> None:
    """Read, write and roll back as the marketplace's role; then open its sign-in page."""
    with scope.enter(spec.tenant):
        _tables(spec)
    _first_page(spec)


def _tables(spec: ProvisioningSpec) -> None:
    alias = spec.tenant.alias
    with transaction.get_connection(alias).cursor() as cursor:
        cursor.execute("SELECT current_user, current_schema()")
        if cursor.fetchone() != (spec.tenant.role, spec.tenant.schema_name):
            raise SmokeTestFailed("the marketplace's role or schema is not in force")
    before = InboxReceipt.objects.count()
    try:
        with transaction.atomic(using=alias):
            InboxReceipt.objects.create(event_id=uuid7(), subscriber="tenants.smoke_test", at=clock.now(alias))
            if InboxReceipt.objects.count() != before + 1:
                raise SmokeTestFailed("a row that was written cannot be read")
            raise _Undo
    except _Undo:
        pass
    if InboxReceipt.objects.filter(subscriber="tenants.smoke_test").exists():
        raise SmokeTestFailed("a row that was rolled back is still there")
    with connect.admin(alias) as admin:
        row = admin.execute(
            "SELECT count(*) FROM pg_catalog.pg_roles r WHERE r.rolname LIKE 't\\_%%' AND r.rolname <> %s"
            " AND pg_catalog.has_schema_privilege(r.oid, %s, 'USAGE')",
            [spec.tenant.role, spec.tenant.schema_name],
        ).fetchone()
    if row is None or row[0]:
        raise SmokeTestFailed("another marketplace's role has rights here")


def _first_page(spec: ProvisioningSpec) -> None:
    host = Domain.objects.using("control").filter(tenant_id=spec.tenant.id).values_list("domain", flat=True).first()
    if host is None:
        raise SmokeTestFailed("the marketplace has no address")
    # The request chooses a language for its thread; the worker must not keep it.
    with override("en"), directory.preview(host, replace(spec.tenant, state="active")):
        response = Client(raise_request_exception=False, headers={"host": host}).get(settings.LOGIN_URL)
    if response.status_code != 200:
        raise SmokeTestFailed(f"the sign-in page answers with {response.status_code}")
