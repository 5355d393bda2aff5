"""What a fresh marketplace gets besides its tables: seeders, registered by the apps that own the rows.

The saga lives in `tenants`, which may not import apps of a marketplace; it runs what is registered here, inside the
new marketplace's scope. A step may be repeated after a crash, so every seeder must be idempotent.
"""

from collections.abc import Callable
from dataclasses import dataclass

from shared_apps.tenancy.refs import TenantRef


@dataclass(frozen=True, slots=True)
class ProvisioningSpec:
    """What the operator asked for."""

    tenant: TenantRef
    name: str
    compliance_profile: str
    preset: str
    modes: tuple[str, ...]
    locales: tuple[str, ...]
    currency: str
    time_zone: str
    admin_email: str
    admin_name: str


Seeder = Callable[[ProvisioningSpec], None]

SEEDERS: dict[str, Seeder] = {}


def seeder(name: str) -> Callable[[Seeder], Seeder]:
    """Register what fills one step: `roles`, `preset_seed`, `admin_invitation`."""

    def add(handler: Seeder) -> Seeder:
        SEEDERS[name] = handler
        return handler

    return add
