"""Exceptions, what happened to each of them in order, and how far each place has been looked at."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from shared_apps.crypto.names import NameField
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from shared_apps.tenancy.models import TenantModel
from tenant_apps.exceptions.permissions import VIEW_EXCEPTION
from tenant_apps.exceptions.types import ENDS, LIVE, SEVERITIES, STATES, Case


class ExceptionQuerySet(models.QuerySet["OrderException"]):
    """Seen by the company whose it is, by the other one it concerns, and by the marketplace."""

    def visible_to(self, actor: Actor) -> "ExceptionQuerySet":
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_EXCEPTION))
        if actor.company_id is None:
            return seen
        return seen.filter(Q(company_id=actor.company_id) | Q(other_id=actor.company_id))


class OrderException(TenantModel):
    """One trouble with one thing. `company` has to work on it (none: the marketplace), `other` is concerned.

    States: open (nobody has taken it) → working → waiting (rests until `waits_until`) → solved or dismissed. `how` says
    how it ended; `cleared` without a person, because the cause had gone. `gone_at` is when the cause was seen to be
    gone: until then there is one row for a kind and a subject, so whatever a person has closed is not opened again for
    the same cause.
    """

    number = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    subject_number = models.CharField(max_length=80)
    company = models.ForeignKey(
        "parties.Company", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    other = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    roles = ArrayField(models.CharField(max_length=40), default=list)
    handler = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", null=True)
    handler_name = NameField(max_length=120, blank=True)
    state = models.CharField(max_length=10, default="open")
    severity = models.CharField(max_length=6, default="normal")
    amount_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)
    facts = models.JSONField(default=dict)
    found_by = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    waits_until = models.DateTimeField(null=True)
    late_told_at = models.DateTimeField(null=True)
    first_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=10, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = NameField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)
    gone_at = models.DateTimeField(null=True)

    objects = ExceptionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["company", "deadline_at"], condition=Q(state__in=LIVE), name="exception_company"),
            models.Index(fields=["other", "deadline_at"], condition=Q(state__in=LIVE), name="exception_other"),
            models.Index(fields=["subject", "subject_id"], name="exception_subject"),
            models.Index(fields=["kind", "id"], condition=Q(gone_at__isnull=True), name="exception_there"),
            models.Index(
                fields=["deadline_at"], condition=Q(state__in=LIVE, late_told_at__isnull=True), name="exception_due"
            ),
            models.Index(fields=["waits_until"], condition=Q(state="waiting"), name="exception_rests"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "subject_id"], condition=Q(gone_at__isnull=True), name="exception_once"
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="exception_state"),
            models.CheckConstraint(condition=Q(severity__in=SEVERITIES), name="exception_severity"),
            models.CheckConstraint(
                condition=Q(state__in=LIVE, how="", closed_at__isnull=True, gone_at__isnull=True)
                | Q(state__in=["solved", "dismissed"], how__in=ENDS, closed_at__isnull=False),
                name="exception_closed",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", waits_until__isnull=False)
                | (~Q(state="waiting") & Q(waits_until__isnull=True)),
                name="exception_waits",
            ),
        )

    def case(self) -> Case:
        """It as its playbook sees it."""
        return Case(
            id=self.pk, number=self.number, kind=self.kind, subject=self.subject, subject_id=self.subject_id,
            subject_number=self.subject_number, company_id=self.company_id, other_id=self.other_id, facts=self.facts,
            amount_minor=self.amount_minor, currency=self.currency,
        )  # fmt: skip


class ExceptionMoment(TenantModel):
    """What happened to an exception, in its order. Never changed or removed: the database refuses it.

    `what`: found, first, step, refused, taken, assigned, waits, woken, noted, late, solved, dismissed, cleared, ended.
    """

    exception = models.ForeignKey(OrderException, on_delete=models.PROTECT, related_name="moments", db_index=False)
    at = models.DateTimeField()
    what = models.CharField(max_length=10)
    step = models.CharField(max_length=40, blank=True)
    who = NameField(max_length=120, blank=True)
    company = models.ForeignKey(
        "parties.Company", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    text = models.CharField(max_length=500, blank=True)

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["exception", "id"], name="exception_moment_order"),)


class ExceptionWatch(TenantModel):
    """How far a place has been looked at: `front` by new rows, `round` by the slow second look.

    `there` is how far of what is open. Places are texts: a moment and a key.
    """

    place = models.CharField(max_length=90, unique=True)
    front = models.CharField(max_length=80, blank=True)
    behind = models.BooleanField(default=False)
    round = models.CharField(max_length=80, blank=True)
    there = models.CharField(max_length=40, blank=True)
    looked_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
