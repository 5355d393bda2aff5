"""Visits of support, what was looked at in them, and standing consents."""

from django.db import models
from django.db.models import Q

from shared_apps.crypto.names import NameField
from shared_apps.tenancy.models import TenantModel
from tenant_apps.support.types import VISIT_STATES


class SupportVisit(TenantModel):
    """One visit, from the question to its end. The id is that of the request in the control plane.

    `operator` is the pseudonym of a person of the platform. Whoever consents lends eyes: the visit sees what `member`
    sees, and every act in it names both. `entry_hash` is the digest of the secret that opens it, once and soon.
    """

    operator = models.UUIDField()
    reason = models.CharField(max_length=500)
    ticket = models.CharField(max_length=80)
    wanted_member = models.UUIDField(null=True)
    wants_writing = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="asked")
    asked_at = models.DateTimeField()
    member = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", null=True)
    may_write = models.BooleanField(default=False)
    minutes = models.PositiveSmallIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)
    decider = models.CharField(max_length=120, blank=True)
    decided_by = NameField(max_length=200, blank=True)
    decided_reason = models.CharField(max_length=300, blank=True)
    is_standing = models.BooleanField(default=False)
    entry_hash = models.CharField(max_length=64, blank=True)
    entry_until = models.DateTimeField(null=True)
    entered_at = models.DateTimeField(null=True)
    session_hash = models.CharField(max_length=64, blank=True)
    ends_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=12, blank=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(condition=Q(state__in=VISIT_STATES), name="support_visit_state"),
            models.CheckConstraint(condition=Q(minutes__lte=60), name="support_visit_hour"),
            models.CheckConstraint(
                condition=Q(state__in=("asked", "refused", "ended")) | Q(member__isnull=False, ends_at__isnull=False),
                name="support_visit_lent",
            ),
        )
        indexes = (models.Index(fields=["ends_at"], condition=Q(state="consented"), name="support_visit_runs"),)


class SupportLook(TenantModel):
    """One page or act of a visit: what was asked for, and how it was answered. Query strings are left out."""

    visit = models.ForeignKey(SupportVisit, on_delete=models.CASCADE, related_name="looks")
    at = models.DateTimeField()
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=300)
    status = models.PositiveSmallIntegerField()

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["visit", "id"], name="support_look_order"),)


class StandingConsent(TenantModel):
    """Consent in advance, read-only, with an end: visits begin without asking anew while it lasts."""

    member = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    given_by = NameField(max_length=200)
    until = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(models.Value(1), condition=Q(ended_at__isnull=True), name="standing_consent_one"),
        )
