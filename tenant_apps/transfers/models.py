"""What may leave whereto, who has left this year, what was blocked, requests of authorities, statements."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from shared_apps.crypto.names import NameField
from shared_apps.tenancy.models import TenantModel
from tenant_apps.transfers.types import MECHANISM_STATES, OUTCOMES, REQUEST_STATES


class Mechanism(TenantModel):
    """What a transfer to a country rests on. One is in force and at most one proposed for each country.

    `document` is its paper among the marketplace's files, `filed_on` the day on which the authority got it. A second
    person puts it in force; `edition` says what that person looked at.
    """

    country = models.CharField(max_length=2)
    mechanism = models.CharField(max_length=20)
    state = models.CharField(max_length=10)
    edition = models.PositiveIntegerField(default=1)
    reference = models.CharField(max_length=120, blank=True)
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="+", null=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    filed_on = models.DateField(null=True)
    reason = models.CharField(max_length=300)
    authors = ArrayField(models.CharField(max_length=120), default=list)
    proposed_at = models.DateTimeField()
    proposed_by = NameField(max_length=200)
    decided_at = models.DateTimeField(null=True)
    decided_by = NameField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(condition=Q(state__in=MECHANISM_STATES), name="mechanism_state"),
            models.UniqueConstraint(
                fields=["country", "state"], condition=Q(state__in=("proposed", "in_force")), name="mechanism_one"
            ),
        )


class FlowCount(TenantModel):
    """How often a flow passed or was blocked on a day, by country."""

    day = models.DateField()
    flow = models.CharField(max_length=60)
    country = models.CharField(max_length=2)
    outcome = models.CharField(max_length=8)
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(condition=Q(outcome__in=OUTCOMES), name="flow_count_outcome"),
            models.UniqueConstraint(fields=["day", "flow", "country", "outcome"], name="flow_count_once"),
        )


class PersonAbroad(TenantModel):
    """A person, by pseudonym, whose data went to a country in a year: the set itself, not an estimate.

    Under the country `*` everybody stands once, wherever the data went.
    """

    year = models.PositiveSmallIntegerField()
    country = models.CharField(max_length=2)
    person = models.CharField(max_length=120)
    is_sensitive = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["year", "country", "person"], name="person_abroad_once"),)


class AbroadTotal(TenantModel):
    """How many stand in that set, kept in the transaction that adds them: nobody counts a million rows at each mail."""

    year = models.PositiveSmallIntegerField()
    country = models.CharField(max_length=2)
    persons = models.PositiveBigIntegerField(default=0)
    sensitive = models.PositiveBigIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["year", "country"], name="abroad_total_once"),
            models.CheckConstraint(condition=Q(sensitive__lte=models.F("persons")), name="abroad_total_sensitive"),
        )


class SiblingTotal(TenantModel):
    """What another marketplace of the same owner in this region has counted, as it was read there."""

    marketplace = models.UUIDField()
    year = models.PositiveSmallIntegerField()
    persons = models.PositiveBigIntegerField(default=0)
    sensitive = models.PositiveBigIntegerField(default=0)
    read_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["marketplace", "year"], name="sibling_total_once"),)


class BlockedFlow(TenantModel):
    """What did not leave: one row for a flow, country and reason a day, told by mail when it first happens."""

    day = models.DateField()
    flow = models.CharField(max_length=60)
    country = models.CharField(max_length=2)
    reason = models.CharField(max_length=20)
    count = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["day", "flow", "country", "reason"], name="blocked_flow_once"),)
        indexes = (models.Index(fields=["last_at"], condition=Q(seen_at__isnull=True), name="blocked_flow_new"),)


class AuthorityRequest(TenantModel):
    """A foreign authority wants data. Blocked until it has its document and as many approvals as the law asks for."""

    number = models.PositiveIntegerField(unique=True)
    authority = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    subject = models.CharField(max_length=300)
    reference = models.CharField(max_length=120, blank=True)
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=12, default="open")
    approvers = ArrayField(models.CharField(max_length=120), default=list)
    entered_by = models.CharField(max_length=120)
    entered_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_reason = models.CharField(max_length=300, blank=True)
    handed_over_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (models.CheckConstraint(condition=Q(state__in=REQUEST_STATES), name="authority_request_state"),)


class ResidencyStatement(TenantModel):
    """Where everything of the marketplace lay on a day, and what left: canonical text, signed like heads of the log."""

    day = models.DateField(unique=True)
    body = models.TextField()
    digest = models.CharField(max_length=64)
    note = models.TextField()
    key = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
