"""Alerts, what was judged, what is held, what was seen before, and how far the log has been read."""

from django.db import models
from django.db.models import Q

from shared_apps.crypto.names import NameField
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy.models import TenantModel
from tenant_apps.anomalies.types import LIVE, SEVERITIES, STATES


class AlertQuerySet(models.QuerySet["Alert"]):
    """Seen by the marketplace alone: what is odd about a company is not for its partners."""

    def visible_to(self, actor: Actor) -> "AlertQuerySet":
        return self.all() if actor.kind == "system" or actor.is_marketplace else self.none()


class Alert(TenantModel):
    """One rule has found something about one subject. While it is live, what the rule finds next joins it.

    States: open → taken → confirmed or dismissed. `subject_id` is a pseudonym. `first_seq` and `last_seq` are places in
    the log. `needs_second`: who decides must not be who it is about. `deeds` is what was done by itself, in order.
    """

    number = models.CharField(max_length=30, unique=True)
    rule = models.CharField(max_length=4)
    severity = models.CharField(max_length=8)
    state = models.CharField(max_length=10, default="open")
    subject_kind = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=120)
    reasons = models.JSONField(default=list)
    bars = models.JSONField(default=list)
    deeds = models.JSONField(default=list)
    times = models.PositiveIntegerField(default=1)
    needs_second = models.BooleanField(default=False)
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()
    happened_at = models.DateTimeField()
    found_at = models.DateTimeField()
    last_at = models.DateTimeField()
    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", null=True)
    owner_name = NameField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = NameField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["rule", "-id"], name="alert_rule"),
            models.Index(fields=["-last_at"], condition=Q(state__in=LIVE), name="alert_live"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["rule", "subject_kind", "subject_id"], condition=Q(state__in=LIVE), name="alert_once"
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="alert_state"),
            models.CheckConstraint(condition=Q(severity__in=SEVERITIES), name="alert_severity"),
            models.CheckConstraint(
                condition=Q(state__in=LIVE, decided_at__isnull=True)
                | Q(state__in=["confirmed", "dismissed"], decided_at__isnull=False),
                name="alert_decided",
            ),
        )


class Judgement(TenantModel):
    """What one rule measured of one act, kept where its loosest thresholds would fire; `alert` where it fired.

    `act_id` is the audit row's id and `seq` its place in the log. Read again under other thresholds by the tuning page.
    """

    rule = models.CharField(max_length=4)
    act_id = models.UUIDField()
    seq = models.BigIntegerField()
    action = models.CharField(max_length=80)
    at = models.DateTimeField()
    judged_at = models.DateTimeField()
    measure = models.JSONField()
    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="judgements", null=True)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["rule", "act_id"], name="judgement_once"),)
        indexes = (models.Index(fields=["rule", "at"], name="judgement_rule"),)


class Sighting(TenantModel):
    """What acts left in a window: of a key, a mark and a piece of time, how often and with which sum."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=200)
    mark = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    value = models.BigIntegerField(default=0)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["kind", "key", "at", "mark"], name="sighting_once"),)
        indexes = (models.Index(fields=["at"], name="sighting_at"),)


class Hold(TenantModel):
    """What does not move until the alert is decided. `what`: money of a pair, of a user, or all; files of an actor.

    `subject_id`: payer and payee with a bar between; the pseudonym of a person; of files, of a person or a key; empty
    for all. `until` ends it by itself.
    """

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="holds")
    what = models.CharField(max_length=10)
    subject_id = models.CharField(max_length=120, blank=True)
    began_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["what", "subject_id"], condition=Q(released_at__isnull=True), name="hold_live"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(what__in=["pair", "user", "all", "files"]), name="hold_what"),
            models.UniqueConstraint(
                fields=["alert", "what", "subject_id"], condition=Q(released_at__isnull=True), name="hold_once"
            ),
        )


class Watch(TenantModel):
    """How far the log has been read: `seq` is the next place. One row a marketplace.

    Places before `quiet_below` were there before the watch began: they fill the windows and raise nothing.
    """

    number = models.PositiveSmallIntegerField(default=1, unique=True)
    seq = models.BigIntegerField(default=0)
    quiet_below = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField()
    canary_at = models.DateTimeField(null=True)
    canary_seen_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    last_failure = models.CharField(max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        constraints = (models.CheckConstraint(condition=Q(number=1), name="watch_one"),)
