"""The audit table and the queue of rows that wait for their place in the log.

Append-only: the migrations add triggers that refuse every change. The database itself puts each new row into the queue.
"""

from django.db import models

from shared_apps.tenancy.models import ScopedModel


class AuditRecord(ScopedModel):
    """One act, accepted or refused for lack of permission. `facts` never carries secrets, names or whole documents.

    `actor_id` and `on_behalf_of` are pseudonyms; see `names`. The hashes tell one thing from another and give nothing
    away.
    """

    at = models.DateTimeField()
    action = models.CharField(max_length=80)
    outcome = models.CharField(max_length=12)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=120)
    on_behalf_of = models.CharField(max_length=120, blank=True, db_default="")
    company_id = models.UUIDField(null=True)
    target = models.CharField(max_length=80, blank=True)
    target_id = models.CharField(max_length=80, blank=True)
    facts = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)
    session_hash = models.CharField(max_length=32, blank=True, db_default="")
    strength = models.CharField(max_length=20, blank=True, db_default="")
    address = models.CharField(max_length=49, blank=True, db_default="")
    agent_hash = models.CharField(max_length=32, blank=True, db_default="")
    reason = models.CharField(max_length=200, blank=True, db_default="")
    before_hash = models.CharField(max_length=64, blank=True, db_default="")
    after_hash = models.CharField(max_length=64, blank=True, db_default="")
    policy_hash = models.CharField(max_length=32, blank=True, db_default="")

    class Meta:
        # Ids are UUIDv7: their order is that of time, so no index over times is needed.
        indexes = (
            models.Index(fields=["target", "target_id"], name="audit_target"),
            models.Index(fields=["actor_id", "id"], name="audit_actor"),
            models.Index(fields=["company_id", "id"], name="audit_company"),
        )


class Unsealed(ScopedModel):
    """The id of a row that is committed and has no place in the log yet. Written by a trigger, taken by the sealer.

    A queue and no mark in the order of ids: a long transaction commits rows with old ids, and none may be passed over.
    """
