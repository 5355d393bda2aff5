"""The database refuses what the code must never ask: as `kontor_app`, the login of every web process."""

import threading

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connections, transaction
from django.db.utils import ProgrammingError

from shared_apps.foundation import clock
from shared_apps.foundation.ids import uuid7
from shared_apps.outbox.models import InboxReceipt
from shared_apps.tenancy import keys, scope
from shared_apps.tenancy.errors import CrossTenant, NoTenant, NotServedHere, ScopeInTransaction
from shared_apps.tenancy.refs import TenantRef


def receipt() -> InboxReceipt:
    return InboxReceipt.objects.create(event_id=uuid7(), subscriber="tests", at=clock.now(scope.alias()))


def refused(alias: str, statement: str) -> str:
    """The server's answer to a statement that must fail."""
    cursor = connections[alias].cursor()
    with pytest.raises(ProgrammingError) as caught, transaction.atomic(using=alias), cursor:
        cursor.execute(statement)
    return str(caught.value)


def test_login_is_the_web_login(tenant_a: TenantRef) -> None:
    with connections[tenant_a.alias].cursor() as cursor:
        cursor.execute("SELECT session_user, current_user, current_setting('search_path')")
        assert cursor.fetchone() == ("kontor_app", tenant_a.role, f'"{tenant_a.schema_name}", extensions')


def test_no_scope_is_an_error(marketplaces: dict[str, TenantRef]) -> None:
    with pytest.raises(NoTenant):
        InboxReceipt.objects.count()
    with pytest.raises(NoTenant):
        keys.tenant_key("session")
    assert "does not exist" in refused("default", "SELECT * FROM outbox_inboxreceipt")
    schema = marketplaces["a"].schema_name
    assert "permission denied" in refused("default", f"SELECT * FROM {schema}.outbox_inboxreceipt")


def test_rows_stay_in_their_marketplace(tenant_a: TenantRef, tenant_b: TenantRef, tenant_cn: TenantRef) -> None:
    mine = receipt()
    for other in (tenant_b, tenant_cn):
        with scope.enter(other):
            assert not InboxReceipt.objects.filter(pk=mine.pk).exists()


@pytest.mark.parametrize("reset", [False, True], ids=["as-role", "after-reset-role"])
def test_other_schemas_are_closed(tenant_a: TenantRef, tenant_b: TenantRef, reset: bool) -> None:
    prefix = "RESET ROLE; " if reset else ""
    for statement in (
        f"SELECT * FROM {tenant_b.schema_name}.outbox_inboxreceipt",
        f"INSERT INTO {tenant_b.schema_name}.outbox_inboxreceipt (event_id) VALUES (NULL)",
        "SELECT * FROM kontor_fleet.migration_script",
        f"CREATE TABLE {tenant_a.schema_name}.mine (id int)",
        f"DROP TABLE {tenant_a.schema_name}.outbox_inboxreceipt",
        "CREATE TABLE public.mine (id int)",
    ):
        answer = refused(tenant_a.alias, prefix + statement)
        assert "permission denied" in answer or "must be owner" in answer, (statement, answer)


def test_template_is_closed(tenant_a: TenantRef) -> None:
    with connections[tenant_a.alias].cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname LIKE 'tpl\\_%'")
        template = cursor.fetchone()[0]
    assert "permission denied" in refused(tenant_a.alias, f"SELECT * FROM {template}.outbox_inboxreceipt")


def test_row_of_a_is_not_written_in_b(tenant_a: TenantRef, tenant_b: TenantRef) -> None:
    mine = receipt()
    with scope.enter(tenant_b):
        with pytest.raises(CrossTenant):
            mine.save()
        with pytest.raises(CrossTenant):
            mine.delete()
        assert InboxReceipt.objects.count() == 0


def test_scope_may_not_change_inside_a_transaction(tenant_a: TenantRef, tenant_b: TenantRef) -> None:
    with transaction.atomic(using=tenant_a.alias):
        with pytest.raises(ScopeInTransaction), scope.enter(tenant_b):
            pass
        with scope.enter(tenant_a):
            pass


def test_region_not_served_is_refused() -> None:
    away = TenantRef(uuid7(), "away", "Away", "t_away", "t_away", "mars", "", "active")
    with pytest.raises(NotServedHere), scope.enter(away):
        pass


def test_rollback_restores_path_and_role(committed_tenant: TenantRef) -> None:
    with scope.enter(committed_tenant):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            receipt()
            raise ZeroDivisionError
        assert InboxReceipt.objects.count() == 0
        with transaction.atomic():
            receipt()
            with pytest.raises(ZeroDivisionError), transaction.atomic():
                receipt()
                raise ZeroDivisionError
            receipt()
        assert InboxReceipt.objects.count() == 2


def test_content_types_follow_the_scope(tenant_a: TenantRef, tenant_b: TenantRef) -> None:
    def known() -> int:
        return ContentType.objects.get_by_natural_key("tests", "thing").pk

    ContentType.objects.create(id=5001, app_label="tests", model="thing")
    assert known() == 5001
    with scope.enter(tenant_b):
        ContentType.objects.create(id=6001, app_label="tests", model="thing")
        assert known() == 6001
    assert known() == 5001


def test_a_new_thread_has_no_scope(tenant_a: TenantRef) -> None:
    found: list[BaseException] = []

    def work() -> None:
        try:
            scope.current()
        except NoTenant as error:
            found.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(found) == 1
