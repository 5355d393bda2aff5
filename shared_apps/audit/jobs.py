"""Once a day, what was kept long enough goes from the log of acts; its hashes stay."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction

from shared_apps.audit.policies import LEAST_DAYS, RETENTION_DAYS
from shared_apps.foundation import clock
from shared_apps.foundation.faults import faultpoint
from shared_apps.outbox import daily, jobs
from shared_apps.tenancy import policy, scope

KIND = "audit.forget"
BATCH = 1000
# Of one run; the next day goes on.
MOST = 100_000


@jobs.job(KIND)
def forget(payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    """Remove rows that are older than the marketplace keeps them, a thousand a transaction; answers with their number.

    The database does it, in a function that takes no row of the last 183 days and none without a leaf.
    """
    using = scope.alias()
    days = max(int(policy.value(RETENTION_DAYS)), LEAST_DAYS)
    before, gone = clock.now(using) - timedelta(days=days), 0
    while gone < MOST:
        with transaction.get_connection(using).cursor() as cursor:
            cursor.execute("SELECT audit_forget(%s, %s)", [before, BATCH])
            (some,) = cursor.fetchone()
        gone += some
        faultpoint("audit.forgot_some")
        if some < BATCH:
            break
        progress.advance(gone)
    return {"removed": gone}


daily.register(KIND, "Old acts go, their hashes stay", control=True)
