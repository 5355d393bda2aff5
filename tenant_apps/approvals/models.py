"""Policies with their versions, who answers for whom, delegations, and requests with their steps and seats."""

from typing import TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from shared_apps.crypto.names import NameField
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from shared_apps.tenancy.models import TenantModel
from tenant_apps.approvals.permissions import VIEW_REQUEST
from tenant_apps.approvals.types import DUTIES, REQUEST_STATES, STEP_STATES

Row = TypeVar("Row", bound=models.Model)


class OfCompanyQuerySet(models.QuerySet[Row]):
    """Seen by the people of the company; by the marketplace's own people too, who help but never approve."""

    def visible_to(self, actor: Actor) -> "OfCompanyQuerySet[Row]":
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_REQUEST))
        return seen if actor.company_id is None else seen.filter(company_id=actor.company_id)


class ApproverDuty(TenantModel):
    """Who answers for whom: the manager of a person (`of`), or the owner of a cost centre (`code`)."""

    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    of = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+", null=True, db_index=False)
    code = models.CharField(max_length=40, blank=True)
    label = models.CharField(max_length=120, blank=True)
    holder = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+", db_index=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    objects = OfCompanyQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=DUTIES), name="approver_duty_kind"),
            models.CheckConstraint(
                condition=Q(kind="manager", of__isnull=False, code="") | Q(kind="cost_centre", of__isnull=True),
                name="approver_duty_of",
            ),
            models.CheckConstraint(condition=~Q(of=F("holder")), name="approver_duty_other"),
            models.UniqueConstraint(
                fields=["company", "kind", "of", "code"],
                condition=Q(until__isnull=True),
                nulls_distinct=False,
                name="approver_duty_once",
            ),
        )


class ApprovalPolicy(TenantModel):
    """When a company asks for approvals of one kind of subject. What it says stands in its versions."""

    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, default="active")
    version = models.PositiveIntegerField(default=1)

    objects = OfCompanyQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(condition=Q(state__in=["active", "retired"]), name="approval_policy_state"),
            models.UniqueConstraint(
                fields=["company", "kind", "name"], condition=Q(state="active"), name="approval_policy_name"
            ),
        )


class ApprovalPolicyVersion(TenantModel):
    """What a policy says from a moment on. Never changed: requests keep the version they were opened under."""

    policy = models.ForeignKey(ApprovalPolicy, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = NameField(max_length=120)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["policy", "number"], name="approval_version_once"),)


class ApprovalDelegation(TenantModel):
    """One person lets another decide for it, from one moment until another. It is not passed on."""

    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    giver = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+", db_index=False)
    taker = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = OfCompanyQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["company", "taker", "ends_at"], name="delegation_taker"),)
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="delegation_times"),
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="delegation_two"),
        )


class ApprovalRequest(TenantModel):
    """One subject that waits for its approvals. `pinned` are the versions of all policies when it was opened."""

    number = models.CharField(max_length=30, unique=True)
    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    title = models.CharField(max_length=200)
    authors = ArrayField(models.UUIDField(), default=list)
    requested_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    pinned = ArrayField(models.UUIDField(), default=list)
    facts = models.JSONField()
    amount_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)
    cost_centre = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, default="waiting")
    reason = models.CharField(max_length=500, blank=True)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    objects = OfCompanyQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["company", "state", "-id"], name="approval_request_company"),)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=REQUEST_STATES), name="approval_request_state"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="approval_request_decided",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_id"], condition=Q(state="waiting"), name="approval_request_one_waits"
            ),
        )


class ApprovalStep(TenantModel):
    """One step of a request. `round` grows when a change of the subject makes it start anew."""

    request = models.ForeignKey(ApprovalRequest, on_delete=models.PROTECT, related_name="steps", db_index=False)
    version = models.ForeignKey(ApprovalPolicyVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    position = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, default="pending")
    round = models.PositiveSmallIntegerField(default=1)
    needed = models.PositiveSmallIntegerField(default=1)
    opened_at = models.DateTimeField(null=True)
    deadline_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    escalations = models.PositiveSmallIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["request", "version", "position"], name="approval_step_once"),
            models.CheckConstraint(condition=Q(state__in=STEP_STATES), name="approval_step_state"),
            models.CheckConstraint(condition=Q(needed__gte=1), name="approval_step_needed"),
        )


class ApprovalSeat(TenantModel):
    """One approver of a step in one round, and what became of it."""

    step = models.ForeignKey(ApprovalStep, on_delete=models.PROTECT, related_name="seats", db_index=False)
    round = models.PositiveSmallIntegerField()
    holder = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    stand_in = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", null=True)
    source = models.CharField(max_length=60)
    verdict = models.CharField(max_length=8, blank=True)
    decided_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    via = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["step", "round", "holder"], name="approval_seat_once"),
            models.CheckConstraint(condition=Q(verdict__in=["", "approve", "reject"]), name="approval_seat_verdict"),
            models.CheckConstraint(
                condition=Q(verdict="", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(verdict="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="approval_seat_decided",
            ),
        )


class ApprovalMoment(TenantModel):
    """What happened to a request, in its order: the timeline people read. Never changed."""

    request = models.ForeignKey(ApprovalRequest, on_delete=models.PROTECT, related_name="moments", db_index=False)
    at = models.DateTimeField()
    what = models.CharField(max_length=20)
    who = NameField(max_length=120, blank=True)
    step = models.CharField(max_length=120, blank=True)
    text = models.CharField(max_length=500, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["request", "id"], name="approval_moment_request"),)
