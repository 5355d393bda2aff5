"""The chosen compliance profiles, in versions: one is in force, at most one is proposed."""

from django.db import models

from shared_apps.crypto.names import NameField
from shared_apps.tenancy.models import TenantModel
from tenant_apps.compliance.types import CHOICE_STATES


class ProfileChoice(TenantModel):
    """A set of profiles with the decisions on what they contradict each other in.

    `profiles` are `{profile, version}`, `decisions` map keys to `{value, reason, by}`. A proposal counts its `edition`,
    so that whoever approves says what was seen; once in force, a row only learns that it was replaced. `content_hash`
    covers profiles, versions, decisions and all combined values; `ruleset` is the version of the rules it made.
    """

    number = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=12)
    edition = models.PositiveIntegerField(default=1)
    home = models.CharField(max_length=40)
    profiles = models.JSONField()
    decisions = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    authors = models.JSONField(default=list)
    proposed_at = models.DateTimeField()
    proposed_by = NameField(max_length=200)
    decided_at = models.DateTimeField(null=True)
    decided_by = NameField(max_length=200, blank=True)
    decided_reason = models.CharField(max_length=300, blank=True)
    ruleset = models.PositiveIntegerField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(condition=models.Q(state__in=CHOICE_STATES), name="profile_choice_state"),
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state__in=("proposed", "in_force")), name="profile_choice_one"
            ),
        )
