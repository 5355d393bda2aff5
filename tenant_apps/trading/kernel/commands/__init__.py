"""Commands of the kernel: forming, closing and cancelling deals, recording bids."""

from tenant_apps.trading.kernel.commands.cancel_deal import cancel_deal
from tenant_apps.trading.kernel.commands.close_deal import CloseDeal, close_deal
from tenant_apps.trading.kernel.commands.form_deal import form_deal
from tenant_apps.trading.kernel.commands.name_parties import acting_company, trading_pair
from tenant_apps.trading.kernel.commands.record_bid import NewBid, record_bid

__all__ = [
    "CloseDeal",
    "NewBid",
    "acting_company",
    "cancel_deal",
    "close_deal",
    "form_deal",
    "record_bid",
    "trading_pair",
]
