"""What a region does in each step. Every step may be repeated after a crash and then changes nothing.

These functions run in a region worker (or tools): they need the provisioning login.
"""

from collections.abc import Callable

from django.db import transaction

from shared_apps.commands.runner import system_context
from shared_apps.crypto import keys
from shared_apps.egress.objects import object_store
from shared_apps.outbox.models import InboxReceipt
from shared_apps.tenancy import scope
from shared_apps.tenancy.provisioning import SEEDERS, ProvisioningSpec
from shared_apps.tenancy.schemas import clone, connect, drop, roles
from tenants.saga.smoke import smoke_test
from tenants.types import Step

MARKER = "kontor/opened.json"


def make_role(spec: ProvisioningSpec) -> None:
    with connect.admin(spec.tenant.alias) as connection:
        roles.create_role(connection, spec.tenant.role)


def clone_schema(spec: ProvisioningSpec) -> None:
    clone.clone(spec.tenant.alias, spec.tenant.schema_name, spec.tenant.role)


def make_data_key(spec: ProvisioningSpec) -> None:
    with scope.enter(spec.tenant), transaction.atomic(using=spec.tenant.alias):
        keys.ensure()


def make_bucket_prefix(spec: ProvisioningSpec) -> None:
    """Prove that files of the marketplace can be written and read under its own prefix."""
    body = f'{{"tenant": "{spec.tenant.id}"}}'.encode()
    with scope.enter(spec.tenant):
        store = object_store()
        store.put(MARKER, body, "application/json")
        if store.get(MARKER) != body:
            raise RuntimeError("the object store does not give back what was stored")


def seed_preset(spec: ProvisioningSpec) -> None:
    _run_seeder(spec, "roles")
    _run_seeder(spec, "preset_seed")


def invite_admin(spec: ProvisioningSpec) -> None:
    _run_seeder(spec, "admin_invitation")


def _run_seeder(spec: ProvisioningSpec, name: str) -> None:
    """Run a registered seeder exactly once: its receipt is in the same transaction as its rows."""
    seeder = SEEDERS.get(name)
    if seeder is None:
        return
    with scope.enter(spec.tenant), transaction.atomic(using=spec.tenant.alias):
        with system_context(f"tenants.{name}") as ctx:
            receipt = {"event_id": spec.tenant.id, "subscriber": f"tenants.{name}"}
            if InboxReceipt.objects.filter(**receipt).exists():
                return
            InboxReceipt.objects.create(**receipt, at=ctx.now)
        seeder(spec)


def undo(spec: ProvisioningSpec) -> None:
    """Remove everything a region may have made, whatever exists of it. Files first: their keys are in the schema."""
    with scope.enter(spec.tenant):
        store = object_store()
        for key in list(store.list("")):
            store.delete(key)
        # Neither a wrapped key nor its plain copy in memory must meet a second attempt.
        keys.abandon()
    drop.drop(spec.tenant.alias, spec.tenant.schema_name, spec.tenant.role)


ACTIONS: dict[Step, Callable[[ProvisioningSpec], None]] = {
    "role": make_role,
    "schema_clone": clone_schema,
    "data_key": make_data_key,
    "bucket_prefix": make_bucket_prefix,
    "preset_seed": seed_preset,
    "admin_invitation": invite_admin,
    "smoke_test": smoke_test,
}
