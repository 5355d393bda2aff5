"""Jobs of identity, once a day in every marketplace: built-in roles as this release has them, requests that run
out, reviews that begin.
"""

from collections.abc import Mapping
from typing import Any

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.outbox import daily, jobs
from tenant_apps.identity.commands import (
    BeginReviews,
    ExpireGrants,
    SeedRoles,
    begin_reviews,
    expire_grants,
    seed_roles,
)

KEEP = "identity.keep_access"


@jobs.job(KEEP)
def keep_access(payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    """Done twice it has its effect once."""
    actor = Actor.system(KEEP)
    run(seed_roles, actor, SeedRoles())
    expired = run(expire_grants, actor, ExpireGrants()).count
    reviews = run(begin_reviews, actor, BeginReviews())
    return {"expired": expired, "begun": reviews.begun, "overdue": reviews.overdue}


daily.register(KEEP, "Keep roles, requests for roles and reviews up to date")
