"""Orders that come again: the order they repeat, their rhythm, and one row for each day they were due."""

from django.db import models
from django.db.models import Q

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from shared_apps.tenancy.models import TenantModel
from tenant_apps.orders.permissions import VIEW_ORDER

RECURRING_STATES = ("active", "paused", "ended")
RUN_STATES = ("placed", "failed", "asking", "skipped")


class OfBuyerQuerySet(models.QuerySet["RecurringOrder"]):
    """Seen by the company that orders and the marketplace."""

    def visible_to(self, actor: Actor) -> "OfBuyerQuerySet":
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_ORDER, people="order__placed_by"))
        return seen.filter(buyer_id=actor.company_id) if actor.company_id else seen


class RecurringOrder(TenantModel):
    """Repeats the lines of `order`. `next_due` names the run that is owed, `next_on` its day; both None: no more."""

    number = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=120)
    buyer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+")
    every = models.PositiveSmallIntegerField()
    period = models.CharField(max_length=5)
    weekday = models.PositiveSmallIntegerField(null=True)
    day = models.PositiveSmallIntegerField(null=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    times = models.PositiveSmallIntegerField(null=True)
    on_closed = models.CharField(max_length=6, default="keep")
    closed = models.JSONField(default=list)
    tolerance_percent = models.DecimalField(max_digits=5, decimal_places=2)
    state = models.CharField(max_length=8, default="active")
    next_due = models.DateField(null=True)
    next_on = models.DateField(null=True)
    owner_id = models.UUIDField()
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = OfBuyerQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["buyer", "-id"], name="recurring_buyer"),)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=RECURRING_STATES), name="recurring_state"),
            models.CheckConstraint(
                condition=Q(period__in=["day", "week", "month"], every__gte=1, every__lte=366), name="recurring_rhythm"
            ),
            models.CheckConstraint(
                condition=Q(tolerance_percent__gte=0, tolerance_percent__lte=100), name="recurring_tolerance"
            ),
        )


class RecurringRun(TenantModel):
    """What became of one day. The key is the day by the rhythm: a day is placed once, whatever dies in between."""

    recurring = models.ForeignKey(RecurringOrder, on_delete=models.PROTECT, related_name="runs", db_index=False)
    due_on = models.DateField()
    state = models.CharField(max_length=8)
    order = models.OneToOneField("orders.Order", on_delete=models.PROTECT, related_name="+", null=True)
    reason = models.CharField(max_length=400, blank=True)
    remedy = models.CharField(max_length=400, blank=True)
    code = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["recurring", "due_on"], name="recurring_run_once"),
            models.CheckConstraint(condition=Q(state__in=RUN_STATES), name="recurring_run_state"),
            models.CheckConstraint(
                condition=Q(state="placed", order__isnull=False) | (~Q(state="placed") & Q(order__isnull=True)),
                name="recurring_run_placed",
            ),
        )
