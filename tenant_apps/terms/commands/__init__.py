"""Commands of payment terms; the first group are functions for invoicing and settlement."""

from tenant_apps.terms.commands.advances import free_advances, order_named, set_aside, use_advances
from tenant_apps.terms.commands.choose_terms import ChooseTerms, choose_terms
from tenant_apps.terms.commands.keep_plans import (
    MakePlan,
    ReachMilestone,
    WatchPlan,
    cancel_plan,
    follow_order,
    make_plan,
    reach_milestone,
    watch_plan,
)
from tenant_apps.terms.commands.offer_terms import (
    EndTerms,
    OfferTerms,
    TermsAnswer,
    TermsStepIn,
    end_terms,
    offer_terms,
)
from tenant_apps.terms.commands.plans import note_paid, reach, rebase

__all__ = [
    "ChooseTerms",
    "EndTerms",
    "MakePlan",
    "OfferTerms",
    "ReachMilestone",
    "TermsAnswer",
    "TermsStepIn",
    "WatchPlan",
    "cancel_plan",
    "choose_terms",
    "end_terms",
    "follow_order",
    "free_advances",
    "make_plan",
    "note_paid",
    "offer_terms",
    "order_named",
    "reach",
    "reach_milestone",
    "rebase",
    "set_aside",
    "use_advances",
    "watch_plan",
]
