"""Check on a schedule what must be true at any moment, keep the last finding, and say loudly what is not."""

from time import monotonic

import structlog
from django.db import transaction

from shared_apps.foundation import clock, invariants
from shared_apps.outbox.models import InvariantRun
from shared_apps.tenancy import scope

log = structlog.get_logger(__name__)
MOST = 200


def breaches_now() -> list[invariants.Breach]:
    """Run every check of the current scope on one picture of it, so that what others write meanwhile is no breach.

    Inside a transaction it is the picture of that one.
    """
    using = scope.alias()
    connection = transaction.get_connection(using)
    if connection.in_atomic_block:
        return invariants.check_all()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # The path of the scope is set: that must not be the first query of the picture.
    with transaction.atomic(using=using):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return invariants.check_all()


def check() -> int:
    """Run every check of the current scope; return the number of breaches. The control plane has none of its own."""
    if scope.is_control():
        return 0
    began = monotonic()
    breaches = breaches_now()
    for breach in breaches[:MOST]:
        log.error("invariants.broken", invariant=breach.invariant, detail=breach.detail)
    found = {
        "at": clock.now(scope.alias()),
        "took_ms": int((monotonic() - began) * 1000),
        "checks": len(invariants.REGISTRY),
        "breaches": [{"invariant": one.invariant, "detail": one.detail} for one in breaches[:MOST]],
    }
    if not InvariantRun.objects.update(**found):
        InvariantRun.objects.create(**found)
    return len(breaches)
