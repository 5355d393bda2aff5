"""Spot listing (现货挂牌): a seller offers stock at a price; a buyer takes part or all of it (摘牌): a deal.

The take itself forms the contract: a published listing is an offer, not an invitation (Civil Code of the PRC, 473).
"""

from tenant_apps.trading.kernel.types import Mode, declare_mode

MODE = declare_mode(
    Mode(
        code="spot_listing",
        engine="listing",
        sides=("sell",),
        rule_defaults={"min_take": "1", "take_step": "1", "remainder": "allow"},
    )
)
