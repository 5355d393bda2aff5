"""The demo marketplaces: plainly fictional companies, goods and deals, made through the same commands as real ones.

Seeding again adds what is missing and changes nothing else, so that whatever people tried in the demo stays.
"""

from tenant_apps.workspace.demo.people import SignIn, seed_operator
from tenant_apps.workspace.demo.plans import PLANS, MarketPlan
from tenant_apps.workspace.demo.seed import seed_market

__all__ = ["PLANS", "MarketPlan", "SignIn", "seed_market", "seed_operator"]
