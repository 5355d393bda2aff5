"""Commands of deposits, and `draw_deposits`, with which settlement uses them for an invoice."""

from tenant_apps.trading.deposits.commands.changing import DepositAnswer
from tenant_apps.trading.deposits.commands.confirm_deposit import ConfirmDeposit, confirm_deposit
from tenant_apps.trading.deposits.commands.draw_deposits import draw_deposits
from tenant_apps.trading.deposits.commands.forfeit_deposit import ForfeitDeposit, forfeit_deposit
from tenant_apps.trading.deposits.commands.release_deposit import ReleaseDeposit, release_deposit
from tenant_apps.trading.deposits.commands.release_deposits import (
    ReleaseOfDeal,
    ReleaseOfEvent,
    release_of_deal,
    release_of_event,
)
from tenant_apps.trading.deposits.commands.report_deposit import ReportDeposit, report_deposit
from tenant_apps.trading.deposits.commands.return_deposit import ReturnDeposit, return_deposit

__all__ = [
    "ConfirmDeposit",
    "DepositAnswer",
    "ForfeitDeposit",
    "ReleaseDeposit",
    "ReleaseOfDeal",
    "ReleaseOfEvent",
    "ReportDeposit",
    "ReturnDeposit",
    "confirm_deposit",
    "draw_deposits",
    "forfeit_deposit",
    "release_deposit",
    "release_of_deal",
    "release_of_event",
    "report_deposit",
    "return_deposit",
]
