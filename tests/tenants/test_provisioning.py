"""Opening a marketplace: killed at any step and resumed, failed and rolled back, always exactly one or none."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from shared_apps.commands.runner import run
from shared_apps.foundation import faults
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.faults import InjectedFault
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox.models import OutboxMessage
from shared_apps.tenancy import scope
from shared_apps.tenancy.provisioning import SEEDERS, ProvisioningSpec
from shared_apps.tenancy.refs import TenantRef
from shared_apps.tenancy.schemas import connect
from shared_apps.tenancy.schemas.names import lock_of
from tenants.commands import (
    ChangeState,
    MarketplaceAsked,
    OpenMarketplace,
    RetryProvisioning,
    RollBackMarketplace,
    freeze_marketplace,
    open_marketplace,
    reactivate_marketplace,
    retry_provisioning,
    roll_back_marketplace,
    suspend_marketplace,
    unfreeze_marketplace,
)
from tenants.loaders import ref_of
from tenants.models import Domain, ProvisioningRun, ProvisioningStep, Tenant
from tenants.queries import get_progress, get_tenant, list_regions, list_tenants
from tenants.saga.drive import PAUSE_S, TURNS, drive
from tenants.types import REGION_STEPS, STEPS

OPERATOR = Actor.system("tests")
CRASHES = [f"tenants.{step}.{edge}" for step in STEPS for edge in ("before", "after")] + [
    "tenants.take_in.before_commit"
]


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    yield
    faults.arm("")


def wish(slug: str = "nordstahl", region: str = "eu", **changes: object) -> OpenMarketplace:
    profile = {"eu": "gdpr", "cn": "mainland_china"}[region]
    values: dict[str, object] = {
        "name": "Nordstahl", "slug": slug, "region": region, "compliance_profile": profile,
        "preset": "brokered_exchange", "modes": ("spot_listing",), "admin_email": "owner@nordstahl.example",
    }  # fmt: skip
    return OpenMarketplace(**{**values, **changes})  # type: ignore[arg-type]


def ask(data: OpenMarketplace, key: str | None = None) -> MarketplaceAsked:
    with scope.enter(scope.CONTROL):
        return run(open_marketplace, OPERATOR, data, idempotency_key=key)


def due_again() -> None:
    """Let a delivery that failed be tried at once."""
    with scope.enter(scope.CONTROL):
        for message in OutboxMessage.objects.filter(delivered_at__isnull=True):
            message.next_attempt_at = message.at
            message.save(update_fields=["next_attempt_at"])


def server_has(tenant: Tenant) -> tuple[int, int]:
    """How many schemas and roles of this marketplace exist on its server."""
    with connect.admin(settings.ALIAS_OF[tenant.region]) as admin:
        return _count(admin, "pg_namespace WHERE nspname", tenant), _count(admin, "pg_roles WHERE rolname", tenant)


def _count(admin: psycopg.Connection[tuple[int]], where: str, tenant: Tenant) -> int:
    row = admin.execute(f"SELECT count(*) FROM pg_catalog.{where} = '{tenant.schema_name}'".encode()).fetchone()
    return row[0] if row else 0


@pytest.mark.parametrize("region", ["eu", "cn"])
def test_marketplace_comes_alive(real_commits: None, region: str) -> None:
    asked = ask(wish(region=region))
    assert drive(asked.run_id) == "done"
    tenant = Tenant.objects.get(pk=asked.tenant_id)
    assert tenant.state == "active"
    assert server_has(tenant) == (1, 1)
    progress = get_progress(asked.run_id)
    assert progress is not None
    assert [step.state for step in progress.steps] == ["done"] * len(STEPS)
    assert progress.url.startswith("http://nordstahl.")
    with scope.enter(ref_of(tenant)) as ref:
        assert scope.current() == ref


@pytest.mark.parametrize("place", CRASHES)
def test_killed_and_resumed_gives_exactly_one(real_commits: None, place: str) -> None:
    asked = ask(wish())
    faults.arm(f"{place}=fail")
    with suppress(InjectedFault, RuntimeError):
        drive(asked.run_id)
    assert place not in faults._armed, "the place was passed"
    due_again()
    assert drive(asked.run_id) == "done"
    tenant = Tenant.objects.get(pk=asked.tenant_id)
    assert (tenant.state, server_has(tenant)) == ("active", (1, 1))
    assert Domain.objects.filter(tenant=tenant).count() == 1
    assert Tenant.objects.filter(slug="nordstahl").count() == 1


def test_a_worker_that_is_at_a_step_is_waited_for(real_commits: None) -> None:
    asked = ask(wish())
    tenant = Tenant.objects.get(pk=asked.tenant_id)
    with ThreadPoolExecutor(1) as pool, connect.admin(settings.ALIAS_OF[tenant.region]) as worker:
        worker.execute("SELECT pg_advisory_lock(%s)", [lock_of("tenants.job", str(tenant.pk))])
        driven = pool.submit(_driven, asked.run_id)
        time.sleep(3 * TURNS * PAUSE_S / 2)
        assert not driven.done(), "it has had turns enough, and is still there"
        worker.execute("SELECT pg_advisory_unlock_all()")
        assert driven.result() == "done"


def _driven(run_id: UUID) -> str:
    try:
        return drive(run_id)
    finally:
        connections.close_all()


@pytest.fixture
def broken_seeder(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(spec: ProvisioningSpec) -> None:
        raise ValueError("the preset is broken")

    monkeypatch.setitem(SEEDERS, "preset_seed", fail)
    monkeypatch.setattr("tenants.saga.region.PAUSES_S", (0.0, 0.0))


def test_failure_rolls_back_and_says_why(real_commits: None, broken_seeder: None) -> None:
    asked = ask(wish())
    assert drive(asked.run_id) == "failed"
    tenant = Tenant.objects.get(pk=asked.tenant_id)
    assert tenant.state == "provision_failed"
    assert "the preset is broken" in tenant.state_reason
    assert server_has(tenant) == (0, 0)
    assert not Domain.objects.filter(tenant=tenant).exists()
    states = dict(ProvisioningStep.objects.filter(run_id=asked.run_id).values_list("name", "state"))
    assert states["preset_seed"] == "failed"
    assert states["schema_clone"] == "undone"
    assert states["smoke_test"] == "waiting"
    assert ProvisioningStep.objects.get(run_id=asked.run_id, name="preset_seed").attempts == 3


@pytest.mark.parametrize("place", ["tenants.undo.before", "tenants.undo.after"])
def test_killed_while_rolling_back_still_ends_clean(real_commits: None, broken_seeder: None, place: str) -> None:
    asked = ask(wish())
    faults.arm(f"{place}=fail")
    with pytest.raises(InjectedFault):
        drive(asked.run_id)
    assert drive(asked.run_id) == "failed"
    assert server_has(Tenant.objects.get(pk=asked.tenant_id)) == (0, 0)


def test_retry_after_failure_opens_the_same_marketplace(
    real_commits: None, broken_seeder: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask(wish())
    drive(asked.run_id)
    monkeypatch.delitem(SEEDERS, "preset_seed")
    with scope.enter(scope.CONTROL):
        again = run(retry_provisioning, OPERATOR, RetryProvisioning(tenant_id=asked.tenant_id))
    assert drive(again.run_id) == "done"
    tenant = Tenant.objects.get(pk=asked.tenant_id)
    assert (tenant.state, server_has(tenant)) == ("active", (1, 1))


def test_giving_up_frees_the_address(real_commits: None, broken_seeder: None) -> None:
    asked = ask(wish())
    drive(asked.run_id)
    with scope.enter(scope.CONTROL):
        run(roll_back_marketplace, OPERATOR, RollBackMarketplace(tenant_id=asked.tenant_id))
    assert Tenant.objects.get(pk=asked.tenant_id).state == "erased"
    assert ask(wish()).tenant_id != asked.tenant_id


def test_giving_up_in_the_middle_removes_everything(real_commits: None) -> None:
    asked = ask(wish())
    faults.arm("tenants.data_key.before=fail")
    with pytest.raises(InjectedFault):
        drive(asked.run_id)
    tenant = Tenant.objects.get(pk=asked.tenant_id)
    assert server_has(tenant) == (1, 1)
    with scope.enter(scope.CONTROL):
        run(roll_back_marketplace, OPERATOR, RollBackMarketplace(tenant_id=asked.tenant_id))
    assert drive(asked.run_id) == "failed"
    tenant.refresh_from_db()
    assert (tenant.state, server_has(tenant)) == ("erased", (0, 0))


def test_same_key_opens_one(real_commits: None) -> None:
    assert ask(wish(), "key-1-of-nordstahl") == ask(wish(), "key-1-of-nordstahl")
    assert Tenant.objects.filter(slug="nordstahl").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"slug": "admin"}, "slug"), ({"slug": "market-a"}, "slug"), ({"slug": "rnarket-a"}, "slug"),
        ({"slug": "Ümlaut"}, "slug"), ({"region": "cn", "compliance_profile": "gdpr"}, "compliance_profile"),
        ({"region": "mars", "compliance_profile": "gdpr"}, "region"), ({"preset": "casino"}, "preset"),
        ({"modes": ()}, "modes"), ({"modes": ("order_book",)}, "modes"),
        ({"admin_email": "nobody"}, "admin_email"),
        ({"name": " "}, "name"), ({"locale": "tlh"}, "locale"), ({"kind": "free"}, "kind"),
    ],
)  # fmt: skip
def test_bad_wish_names_the_field_and_writes_nothing(control: None, changes: dict[str, object], field: str) -> None:
    before = Tenant.objects.count(), ProvisioningRun.objects.count(), OutboxMessage.objects.count()
    data = OpenMarketplace(
        **{
            "name": "N", "slug": "nordstahl", "region": "eu", "compliance_profile": "gdpr", "modes": ("spot_listing",),
            "preset": "brokered_exchange", "admin_email": "o@n.example", **({"name": "Nordstahl"} | changes),
        }  # type: ignore[arg-type]
    )  # fmt: skip
    with pytest.raises(Refusal) as caught:
        run(open_marketplace, OPERATOR, data)
    assert caught.value.field == field
    assert caught.value.remedy
    assert (Tenant.objects.count(), ProvisioningRun.objects.count(), OutboxMessage.objects.count()) == before


def test_taken_address_comes_with_a_suggestion(control: None) -> None:
    with pytest.raises(Refusal) as caught:
        run(open_marketplace, OPERATOR, wish(slug="market-a"))
    assert caught.value.code == "tenants.slug_taken"
    assert caught.value.facts["suggestion"] == "market-a-market"


def test_states_change_only_along_the_rules(control: None, tenant_b: TenantRef) -> None:
    data = ChangeState(tenant_id=tenant_b.id, reason="drill")
    for change, after in (
        (freeze_marketplace, "frozen"), (unfreeze_marketplace, "active"), (suspend_marketplace, "suspended"),
        (reactivate_marketplace, "active"),
    ):  # fmt: skip
        assert run(change, OPERATOR, data).state == after
    with pytest.raises(Refusal) as caught:
        run(unfreeze_marketplace, OPERATOR, data)
    assert caught.value.code == "tenants.wrong_state"


def test_lists_page_by_key(control: None, marketplaces: dict[str, TenantRef]) -> None:
    first, more = list_tenants(limit=2)
    second, end = list_tenants(limit=2, after=more)
    assert [len(first), len(second), end] == [2, 1, None]
    assert {line.id for line in (*first, *second)} == {ref.id for ref in marketplaces.values()}
    assert {line.region: line.active for line in list_regions()} == {"eu": 2, "cn": 1}
    page = get_tenant(marketplaces["a"].id)
    assert page is not None
    assert page.changes == ("suspend", "freeze")


def test_steps_are_those_of_the_region() -> None:
    assert set(STEPS) - set(REGION_STEPS) == {"domain"}
