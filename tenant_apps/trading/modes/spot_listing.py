"""Spot listing (现货挂牌): goods are offered, or asked for, at a price; others take part or all of it (摘牌): a deal.

The take itself forms the contract: a published listing is an offer, not an invitation (Civil Code of the PRC, 473).
"""

from tenant_apps.trading.kernel.types import Mode, declare_mode

MODE = declare_mode(
    Mode(
        code="spot_listing",
        engine="listing",
        sides=("sell", "buy"),
        own_commands=True,
    )
)
