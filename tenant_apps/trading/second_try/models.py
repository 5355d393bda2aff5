"""Which event followed which, and who may not take part in it."""

from django.db import models
from django.db.models import F, Q

from shared_apps.tenancy.models import TenantModel


class Succession(TenantModel):
    """`successor` came out of `event`: as a negotiation with those who had bid, or as the event run again.

    `changed_percent` is by how much the start price was lowered in a sale or raised in a purchase.
    """

    event = models.ForeignKey("trading.TradingEvent", on_delete=models.PROTECT, related_name="+", db_index=False)
    successor = models.OneToOneField("trading.TradingEvent", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    changed_percent = models.DecimalField(max_digits=6, decimal_places=3, default=0)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["event"], name="succession_once"),
            models.CheckConstraint(condition=Q(kind__in=["negotiation", "rerun"]), name="succession_kind"),
            models.CheckConstraint(condition=~Q(event=F("successor")), name="succession_of_another"),
        )


class BarredCompany(TenantModel):
    """A company that defaulted in the event before and may not take part in this one."""

    event = models.ForeignKey("trading.TradingEvent", on_delete=models.PROTECT, related_name="+", db_index=False)
    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["event", "company"], name="barred_once"),)
