"""Jobs of identity, once a day in every marketplace: built-in roles as this release has them, requests that run out."""

from collections.abc import Mapping
from typing import Any

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.outbox import daily, jobs
from tenant_apps.identity.commands import ExpireGrants, SeedRoles, expire_grants, seed_roles

KEEP = "identity.keep_access"


@jobs.job(KEEP)
def keep_access(payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    """Done twice it has its effect once."""
    actor = Actor.system(KEEP)
    run(seed_roles, actor, SeedRoles())
    return {"expired": run(expire_grants, actor, ExpireGrants()).count}


daily.register(KEEP, "Keep roles and requests for roles up to date")
