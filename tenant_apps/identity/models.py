"""Roles are data of the marketplace from the start; a membership gives a person one role in one company."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from shared_apps.tenancy.models import TenantModel
from tenant_apps.identity.permissions import VIEW_PERSON


class RoleQuerySet(models.QuerySet["Role"]):
    def visible_to(self, actor: Actor) -> "RoleQuerySet":
        """A company sees its own roles and those that every company has; the marketplace's own people see all."""
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_PERSON))
        if actor.is_marketplace:
            return seen
        return seen.filter(Q(company_id=actor.own_company) | Q(company__isnull=True), side="company")


class Role(TenantModel):
    """A named set of permissions. `side` says whether it is held in a company or in the marketplace itself.

    With `company` it is that company's own, and no other knows of it. `hidden` are the fields that whoever holds it
    does not see. Built-in ones change with a release only; others count `version` up, and a retired one gives nothing.
    """

    code = models.CharField(max_length=40, unique=True)
    name_en = models.CharField(max_length=80)
    name_zh_hans = models.CharField(max_length=80)
    side = models.CharField(max_length=12)
    permissions = ArrayField(models.CharField(max_length=80), default=list)
    built_in = models.BooleanField(default=False)
    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", null=True)
    description = models.CharField(max_length=300, blank=True, db_default="")
    hidden = ArrayField(models.CharField(max_length=20), default=list, db_default=[])
    version = models.PositiveIntegerField(default=1, db_default=1)
    retired_at = models.DateTimeField(null=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(condition=Q(side__in=["marketplace", "company"]), name="role_side"),
            models.CheckConstraint(condition=Q(company__isnull=True) | Q(side="company"), name="role_of_company"),
        )


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, actor: Actor) -> "MembershipQuerySet":
        """A company sees its own people; the marketplace's own people see all."""
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_PERSON))
        return seen if actor.is_marketplace else seen.filter(company_id=actor.company_id)

    def running(self) -> "MembershipQuerySet":
        """Those that nobody has ended and whose time is not over."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=StatementNow()), until__isnull=True)


class StatementNow(models.Func):
    """The database's time at the statement, also inside a transaction that has been open for long."""

    function = "statement_timestamp"
    output_field = models.DateTimeField()


class Membership(TenantModel):
    """A user holds a role in a company; without a company, in the marketplace itself. This row is the grant.

    `until` is when somebody ended it, `ends_at` when it ends by itself. `subtree`: also in the companies below. The
    other bounds are NULL where there is none: `people` is `own` or `team` (those with the same `team`), and so on.
    `lent_by` is the membership of who lent it, and it ends with that one.
    """

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", null=True)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    team = models.CharField(max_length=40, blank=True, db_default="")
    subtree = models.BooleanField(default=False, db_default=False)
    people = models.CharField(max_length=4, blank=True, db_default="")
    categories = ArrayField(models.CharField(max_length=60), null=True)
    warehouses = ArrayField(models.UUIDField(), null=True)
    limit_minor = models.BigIntegerField(null=True)
    limit_currency = models.CharField(max_length=3, blank=True, db_default="")
    hidden = ArrayField(models.CharField(max_length=20), default=list, db_default=[])
    granted_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, related_name="+", null=True, db_index=False
    )
    reason = models.CharField(max_length=300, blank=True, db_default="")
    lent_by = models.ForeignKey("self", on_delete=models.CASCADE, related_name="+", null=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["user", "company", "role", "lent_by"],
                condition=Q(until__isnull=True),
                nulls_distinct=False,
                name="membership_once",
            ),
            models.CheckConstraint(condition=Q(people__in=["", "own", "team"]), name="membership_people"),
            models.CheckConstraint(
                condition=Q(limit_minor__isnull=True, limit_currency="") | Q(limit_minor__gte=0, limit_currency__gt=""),
                name="membership_limit",
            ),
            models.CheckConstraint(condition=Q(subtree=False) | Q(company__isnull=False), name="membership_subtree"),
        )
