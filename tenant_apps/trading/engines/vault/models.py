"""Who opens, who scores, who was asked to: people, kept out of the ledger, which keeps numbers and keys alone.

A tender names them once; what they do afterwards is an act of the initiator in the ledger, under their number.
"""

from django.db import models
from django.db.models import Q

from shared_apps.crypto.names import NameField
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from shared_apps.tenancy.models import TenantModel


class OpenerKeyQuerySet(models.QuerySet["OpenerKey"]):
    def visible_to(self, actor: Actor) -> "OpenerKeyQuerySet":
        """Keys of the own company and of the marketplace, which lends witnesses; the marketplace sees all."""
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, "trading.view_event"))
        if actor.company_id is None:
            return seen
        return seen.filter(Q(company_id=actor.company_id) | Q(company_id__isnull=True))


class OpenerKey(TenantModel):
    """The public key of a person who can open bids. Its private part never comes here."""

    person = models.CharField(max_length=80)
    name = NameField(max_length=200)
    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", null=True)
    public_key = models.TextField()
    fingerprint = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    objects = OpenerKeyQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["person"], condition=Q(retired_at__isnull=True), name="opener_key_in_use_once"
            ),
        )


class TenderOfficer(TenantModel):
    """A person with a part in one tender: an opener or a scorer, under the number the ledger knows."""

    lot = models.ForeignKey("trading.Lot", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=8)
    number = models.PositiveSmallIntegerField()
    person = models.CharField(max_length=80)
    name = NameField(max_length=200)
    fingerprint = models.CharField(max_length=64, blank=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["lot", "part", "number"], name="tender_officer_number"),
            models.UniqueConstraint(fields=["lot", "part", "person"], name="tender_officer_person"),
            models.CheckConstraint(condition=Q(part__in=["opener", "scorer"]), name="tender_officer_part"),
        )


class OpenerRequestQuerySet(models.QuerySet["OpenerRequest"]):
    def visible_to(self, actor: Actor) -> "OpenerRequestQuerySet":
        """Requests of the own tenders and those to the own company; the marketplace sees all."""
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, "trading.view_event"))
        if actor.company_id is None:
            return seen
        mine = Q(company_id=actor.company_id)
        return seen.filter(mine | Q(lot__trading_event__initiator_id=actor.company_id))


class OpenerRequest(TenantModel):
    """A company was asked to lend an opener. `answer` is empty, `accepted` with the key of who opens, or `declined`."""

    lot = models.ForeignKey("trading.Lot", on_delete=models.PROTECT, related_name="+")
    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(OpenerKey, on_delete=models.PROTECT, related_name="+", null=True)
    answer = models.CharField(max_length=8, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    objects = OpenerRequestQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["lot", "company"], name="opener_request_once"),
            models.CheckConstraint(
                condition=Q(answer="accepted", key__isnull=False) | Q(answer__in=["", "declined"], key__isnull=True),
                name="opener_request_answer",
            ),
        )
