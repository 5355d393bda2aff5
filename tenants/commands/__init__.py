"""Commands of the registry; all of them run in the control plane's scope."""

from tenants.commands.change_state import (
    ChangeState,
    StateOutcome,
    freeze_marketplace,
    reactivate_marketplace,
    suspend_marketplace,
    unfreeze_marketplace,
)
from tenants.commands.destroy_keys import (
    AgreeKeyDestruction,
    AskKeyDestruction,
    DestructionState,
    NoteKeyDestruction,
    TakeBackKeyDestruction,
    agree_key_destruction,
    ask_key_destruction,
    note_key_destruction,
    take_back_key_destruction,
)
from tenants.commands.open_marketplace import MarketplaceAsked, OpenMarketplace, open_marketplace
from tenants.commands.redeliver import RedeliverMessage, RerunJob, redeliver_message, rerun_job
from tenants.commands.retry_provisioning import RetryProvisioning, retry_provisioning
from tenants.commands.roll_back_marketplace import RollBackMarketplace, roll_back_marketplace
from tenants.commands.sign_up import ConfirmSignUp, RequestSignUp, confirm_sign_up, request_sign_up

__all__ = [
    "AgreeKeyDestruction",
    "AskKeyDestruction",
    "ChangeState",
    "ConfirmSignUp",
    "DestructionState",
    "MarketplaceAsked",
    "NoteKeyDestruction",
    "OpenMarketplace",
    "RedeliverMessage",
    "RequestSignUp",
    "RerunJob",
    "RetryProvisioning",
    "RollBackMarketplace",
    "StateOutcome",
    "TakeBackKeyDestruction",
    "agree_key_destruction",
    "ask_key_destruction",
    "confirm_sign_up",
    "freeze_marketplace",
    "note_key_destruction",
    "open_marketplace",
    "reactivate_marketplace",
    "redeliver_message",
    "request_sign_up",
    "rerun_job",
    "retry_provisioning",
    "roll_back_marketplace",
    "suspend_marketplace",
    "take_back_key_destruction",
    "unfreeze_marketplace",
]
