"""Commands of the registry; all of them run in the control plane's scope."""

from tenants.commands.change_state import (
    ChangeState,
    StateOutcome,
    freeze_marketplace,
    reactivate_marketplace,
    suspend_marketplace,
    unfreeze_marketplace,
)
from tenants.commands.open_marketplace import MarketplaceAsked, OpenMarketplace, open_marketplace
from tenants.commands.retry_provisioning import RetryProvisioning, retry_provisioning
from tenants.commands.roll_back_marketplace import RollBackMarketplace, roll_back_marketplace

__all__ = [
    "ChangeState",
    "MarketplaceAsked",
    "OpenMarketplace",
    "RetryProvisioning",
    "RollBackMarketplace",
    "StateOutcome",
    "freeze_marketplace",
    "open_marketplace",
    "reactivate_marketplace",
    "retry_provisioning",
    "roll_back_marketplace",
    "suspend_marketplace",
    "unfreeze_marketplace",
]
