"""Questions and their answers, changes of published events and who confirmed them, drafts. The first three are kept."""

from django.db import models
from django.db.models import Q

from shared_apps.crypto.names import NameField
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from shared_apps.tenancy.models import TenantModel


class Question(TenantModel):
    """A question of a company about an event. Once it is answered everybody reads both, never who asked."""

    trading_event = models.ForeignKey("trading.TradingEvent", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.TextField()
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["trading_event", "number"], name="question_number_once"),)


class Amendment(TenantModel):
    """A change of a published event. Never edited: the next one follows it.

    `changes` are `{"field", "before", "after"}`. A binding one gives the event's rules another hash, which stands for
    the old hash and the changes together; bids from before count again once their company has confirmed it.
    """

    lot = models.ForeignKey("trading.Lot", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=500)
    changes = models.JSONField()
    is_binding = models.BooleanField()
    after_seq = models.BigIntegerField()
    old_hash = models.CharField(max_length=64)
    new_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["lot", "number"], name="amendment_number_once"),)


class Confirmation(TenantModel):
    """A company goes on under an amendment: it said so, or it joined when the amendment was there."""

    lot = models.ForeignKey("trading.Lot", on_delete=models.PROTECT, related_name="+", db_index=False)
    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    after_seq = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["lot", "company", "number"], name="confirmation_once"),)


class EventDraftQuerySet(models.QuerySet["EventDraft"]):
    def visible_to(self, actor: Actor) -> "EventDraftQuerySet":
        """Drafts of the own company; the marketplace sees all."""
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, "trading.view_event"))
        if actor.company_id is None:
            return seen
        return seen.filter(company_id=actor.company_id)


class EventDraft(TenantModel):
    """An event before its publication: the whole input as far as it is known, in the form of the API.

    `version` rises with every save. `submitted_by` asked for a second person; `published_by` is that person.
    """

    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    mode = models.CharField(max_length=30)
    title = models.CharField(max_length=200)
    content = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, default="draft")
    note = models.CharField(max_length=500, blank=True)
    saved_by = models.CharField(max_length=80)
    saved_by_name = NameField(max_length=200)
    saved_at = models.DateTimeField()
    editors = models.JSONField(default=list)
    trading_event = models.ForeignKey(
        "trading.TradingEvent", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    published_by = models.CharField(max_length=80, blank=True)

    objects = EventDraftQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["company", "-id"], name="event_draft_company"),)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=["draft", "review", "published"]), name="event_draft_state"),
        )
