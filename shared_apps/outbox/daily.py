"""Jobs that every marketplace owes once a day, and some of them the control plane too. The beat asks often."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from shared_apps.foundation import clock, ids
from shared_apps.outbox import jobs
from shared_apps.outbox.models import Job
from shared_apps.tenancy import scope

EVERY = timedelta(hours=20)
REGISTRY: dict[str, str] = {}
OF_CONTROL: set[str] = set()


def register(kind: str, title: str, *, control: bool = False) -> None:
    """Owe a job of this kind once a day, with an empty payload; with `control` in the control plane as well."""
    REGISTRY[kind] = title
    if control:
        OF_CONTROL.add(kind)


def owe_due() -> int:
    """Owe what is due in the scope that is open, unless one is open or the last is younger than `EVERY`."""
    kinds = {kind: title for kind, title in REGISTRY.items() if kind in OF_CONTROL or not scope.is_control()}
    using = scope.alias()
    owed = 0
    with transaction.atomic(using=using):
        with transaction.get_connection(using).cursor() as cursor:
            # Two beats at the same moment: one of them may ask.
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"daily|{scope.key()}"])
            if not cursor.fetchone()[0]:
                return 0
        now = clock.now(using)
        for kind, title in kinds.items():
            known = Job.objects.filter(kind=kind).filter(
                Q(state__in=["owed", "running"]) | Q(id__gte=ids.lowest_of(now - EVERY))
            )
            if not known.exists():
                jobs.enqueue(kind, title, {}, at=now)
                owed += 1
    return owed
