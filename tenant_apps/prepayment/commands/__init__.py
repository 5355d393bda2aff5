"""Commands of prepayment; the first group are functions for settlement."""

from tenant_apps.prepayment.commands.earmarks import earmark, use_earmarks
from tenant_apps.prepayment.commands.order_prepaid import PrepaymentAnswer, order_prepaid
from tenant_apps.prepayment.commands.withdraw import WithdrawPrepayment, withdraw_prepayment

__all__ = [
    "PrepaymentAnswer",
    "WithdrawPrepayment",
    "earmark",
    "order_prepaid",
    "use_earmarks",
    "withdraw_prepayment",
]
