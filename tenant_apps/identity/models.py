"""Roles are data of the marketplace from the start; a membership gives a person one role in one company."""

from typing import Any

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
    `lent_by` is the membership of who lent it, and it ends with that one. One that is suspended gives nothing until a
    review keeps it.
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
    suspended_at = models.DateTimeField(null=True)

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


class HouseQuerySet(models.QuerySet[Any]):
    """What a company has of its own; the marketplace's own people see all."""

    def visible_to(self, actor: Actor) -> "HouseQuerySet":
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_PERSON))
        return seen if actor.is_marketplace else seen.filter(company_id=actor.company_id)


class SeparationQuerySet(models.QuerySet["Separation"]):
    def visible_to(self, actor: Actor) -> "SeparationQuerySet":
        """A company sees its own and those of the marketplace, which bind it too; the marketplace's people see all."""
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_PERSON))
        if actor.is_marketplace:
            return seen
        return seen.filter(Q(company_id=actor.own_company) | Q(company__isnull=True))


class Separation(TenantModel):
    """Two things that nobody does both: `left` and `right` are codes, patterns of codes, or `role:<code>`.

    `reach` says where they must not meet: in one `company` (or the marketplace itself), or anywhere in the
    `marketplace`. With `company` it is that company's own and counts there alone.
    """

    name = models.CharField(max_length=80)
    why = models.CharField(max_length=300, blank=True)
    left = ArrayField(models.CharField(max_length=80))
    right = ArrayField(models.CharField(max_length=80))
    reach = models.CharField(max_length=12)
    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, related_name="+", null=True, db_index=False)
    retired_at = models.DateTimeField(null=True)

    objects = SeparationQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(condition=Q(reach__in=["company", "marketplace"]), name="separation_reach"),
            models.CheckConstraint(
                condition=Q(company__isnull=True) | Q(reach="company"), name="separation_of_company"
            ),
        )


class GrantRequest(TenantModel):
    """A grant, or a change of a role, that waits for a second person. `wanted` is the input of the act, by its kind.

    States: waiting → approved, rejected, withdrawn or expired. `permissions` are those that made it wait.
    """

    kind = models.CharField(max_length=10)
    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", null=True)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+", null=True)
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="+")
    wanted = models.JSONField()
    permissions = ArrayField(models.CharField(max_length=80))
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="waiting")
    decided_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    decided_reason = models.CharField(max_length=300, blank=True)

    objects = HouseQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=["invite", "change", "redefine"]), name="grant_request_kind"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "approved", "rejected", "withdrawn", "expired"]),
                name="grant_request_state",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | ~Q(decided_by=models.F("asked_by")), name="grant_request_two_people"
            ),
        )


class AccessReview(TenantModel):
    """One look at all grants of a company, or of the marketplace itself, until somebody signs for it.

    States: open → signed. `digest` is that of all lines as they were shown and decided; `overdue_at` is when it was
    noticed that nobody had signed in time.
    """

    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=8, default="open")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    overdue_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", null=True)
    statement = models.CharField(max_length=500, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    objects = HouseQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["company"], condition=Q(state="open"), nulls_distinct=False, name="one_open_review"
            ),
            models.CheckConstraint(
                condition=Q(state="open", signed_at__isnull=True)
                | Q(state="signed", signed_at__isnull=False, signed_by__isnull=False, digest__gt=""),
                name="review_signed",
            ),
        )


class ReviewLine(TenantModel):
    """One grant in a review: what was shown of it (no names), and whether it is kept."""

    review = models.ForeignKey(AccessReview, on_delete=models.CASCADE, related_name="lines")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    shown = models.JSONField()
    decision = models.CharField(max_length=6, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["review", "membership"], name="review_line_once"),
            models.CheckConstraint(condition=Q(decision__in=["", "keep", "revoke"]), name="review_decision"),
        )
