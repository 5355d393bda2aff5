"""Jobs of accounts: sending mail, closing what nobody uses, and work on data keys."""

from collections.abc import Mapping
from typing import Any

from shared_apps.accounts import mail, reencryption
from shared_apps.accounts.commands.members import CloseStaleAccounts, close_stale_accounts
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.outbox import daily, jobs

__all__ = ["reencryption"]

STALE = "accounts.close_stale"

jobs.job(mail.KIND)(mail.send)


@jobs.job(STALE)
def close_stale(payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    """Once a day in every marketplace."""
    done = run(close_stale_accounts, Actor.system(STALE), CloseStaleAccounts())
    return {"closed": done.count}


daily.register(STALE, "Close accounts that nobody uses")
