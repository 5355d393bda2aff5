"""Versions of the marketplace's rules, immutable and known by the hash of their content; drafts; number series."""

from django.db import models

from shared_apps.crypto.names import NameField
from shared_apps.tenancy.models import TenantModel


class RulesetVersion(TenantModel):
    """All values the marketplace has from `effective_from` on: the newest that has begun and is not cancelled counts.

    Content and hash never change. `changes` is what it changed in version `base`: values and limits, null for "take
    the own one away"; a version published before one that is still to begin carries those changes over.
    """

    number = models.PositiveIntegerField(unique=True)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    base = models.PositiveIntegerField(default=0)
    changes = models.JSONField(default=dict)
    note = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField()
    published_by = NameField(max_length=200)
    effective_from = models.DateTimeField()
    approved_by = NameField(max_length=200, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = NameField(max_length=200, blank=True)
    cancel_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["-effective_from", "-number"], name="ruleset_in_force"),)


class RulesetDraft(TenantModel):
    """Changes that somebody prepares. One is open at a time; what became of it stays.

    `edition` counts edits: whoever publishes or approves says which edition was seen. `authors` are the people who
    edited it, none of whom may be the second pair of eyes.
    """

    state = models.CharField(max_length=12, default="open")
    edition = models.PositiveIntegerField(default=1)
    values = models.JSONField(default=dict)
    limits = models.JSONField(default=dict)
    authors = models.JSONField(default=list)
    origin = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)
    wanted_from = models.DateTimeField(null=True)
    edited_at = models.DateTimeField()
    edited_by = NameField(max_length=200)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = NameField(max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(state__in=("open", "submitted")), name="ruleset_one_draft"
            ),
        )


class RuleSheet(TenantModel):
    """What a category of goods or an event template sets and closes, in one edition; the newest that has begun counts.

    `code` is the category's code or the template's own. A template is of one `mode`; a category sets rules of any. An
    edition never changes; one that is retired sets nothing.
    """

    kind = models.CharField(max_length=10)
    code = models.CharField(max_length=60)
    edition = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    mode = models.CharField(max_length=30, blank=True)
    values = models.JSONField(default=dict)
    limits = models.JSONField(default=dict)
    is_retired = models.BooleanField(default=False)
    effective_from = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = NameField(max_length=200)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["kind", "code", "edition"], name="rule_sheet_edition"),
            models.CheckConstraint(condition=models.Q(kind__in=("category", "template")), name="rule_sheet_kind"),
        )


class NumberSeries(TenantModel):
    """Gapless public numbers: the row is locked until the number's document commits."""

    code = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last_value = models.BigIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["code", "year"], name="number_series_once"),)
