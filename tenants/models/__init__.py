"""Tables of the control plane. None of them holds business data of a marketplace."""

from tenants.models.destruction import KeyDestruction
from tenants.models.exchange import ControlInbox, RegionJob
from tenants.models.fleet import MigrationOutcome, MigrationRun
from tenants.models.provisioning import ProvisioningRun, ProvisioningStep
from tenants.models.registry import Domain, Tenant
from tenants.models.signups import SignUp

__all__ = [
    "ControlInbox",
    "Domain",
    "KeyDestruction",
    "MigrationOutcome",
    "MigrationRun",
    "ProvisioningRun",
    "ProvisioningStep",
    "RegionJob",
    "SignUp",
    "Tenant",
]
