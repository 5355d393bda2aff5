"""Roles are data of the marketplace from the start; a membership gives a person one role in one company."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from shared_apps.foundation.actor import Actor
from shared_apps.tenancy.models import TenantModel


class Role(TenantModel):
    """A named set of permissions. `side` says whether it is held in a company or in the marketplace itself."""

    code = models.CharField(max_length=40, unique=True)
    name_en = models.CharField(max_length=80)
    name_zh_hans = models.CharField(max_length=80)
    side = models.CharField(max_length=12)
    permissions = ArrayField(models.CharField(max_length=80), default=list)
    built_in = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        constraints = (models.CheckConstraint(condition=Q(side__in=["marketplace", "company"]), name="role_side"),)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, actor: Actor) -> "MembershipQuerySet":
        """A company sees its own people; the marketplace's own people see all."""
        if actor.kind == "anonymous":
            return self.none()
        return self if actor.is_marketplace else self.filter(company_id=actor.company_id)


class Membership(TenantModel):
    """A user holds a role in a company; without a company, in the marketplace itself."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", null=True)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["user", "company", "role"],
                condition=Q(until__isnull=True),
                nulls_distinct=False,
                name="membership_once",
            ),
        )
