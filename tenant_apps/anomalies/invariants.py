"""What must be true of alerts at any moment."""

from django.db.models import Exists, F, OuterRef

from shared_apps.foundation.invariants import invariant
from shared_apps.notary.models import Tree
from tenant_apps.anomalies.models import Alert, Hold, Judgement, Watch

MOST = 20


@invariant("anomalies.every_alert_has_evidence")
def every_alert_has_evidence() -> list[str]:
    """An alert names at least one act, and was not found before it happened."""
    bare = Alert.objects.filter(~Exists(Judgement.objects.filter(alert_id=OuterRef("pk"))))
    early = Alert.objects.filter(found_at__lt=F("happened_at"))
    return [
        *(f"alert {number} names no act" for number in bare.values_list("number", flat=True)[:MOST]),
        *(f"alert {number} was found before it happened" for number in early.values_list("number", flat=True)[:MOST]),
    ]


@invariant("anomalies.nothing_held_for_nothing")
def nothing_held_for_nothing() -> list[str]:
    """What a dismissed alert held goes on."""
    rows = Hold.objects.filter(alert__state="dismissed", released_at__isnull=True)
    return [
        f"alert {number} is dismissed and holds on" for number in rows.values_list("alert__number", flat=True)[:MOST]
    ]


@invariant("anomalies.read_no_further_than_sealed")
def read_no_further_than_sealed() -> list[str]:
    """The watch stands at a place that the log has, or right behind its end."""
    size = Tree.objects.values_list("size", flat=True).first() or 0
    return [
        f"the watch stands at {seq} of {size}"
        for seq in Watch.objects.filter(seq__gt=size).values_list("seq", flat=True)
    ]
