"""Tables of privacy: purposes and consents, requests of people, holds, runs of retention, breaches, assessments."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from shared_apps.crypto.fields import BlindIndexField, EncryptedTextField
from shared_apps.crypto.names import NameField
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy.models import TenantModel
from tenant_apps.privacy.types import (
    BASES,
    CHANNELS,
    CONSENT_ACTS,
    DUTIES,
    HOLD_TARGETS,
    LIVE,
    OUTCOMES,
    REQUEST_KINDS,
    REQUEST_STATES,
    RISKS,
    ROLES,
)


class HouseQuerySet(models.QuerySet[models.Model]):
    """What only people of the marketplace itself see."""

    def visible_to(self, actor: Actor) -> "HouseQuerySet":
        return self if actor.is_marketplace else self.none()


class Purpose(TenantModel):
    """A purpose for which data of people is used, in one version; the text is what people are shown.

    `basis` is the legal basis; one of consent is asked for, on its own where `separate` names why (provide, publish,
    sensitive, cross_border). A version never changes; the newest of a code that is not retired counts.
    """

    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    basis = models.CharField(max_length=10)
    separate = ArrayField(models.CharField(max_length=20), default=list)
    kinds = ArrayField(models.CharField(max_length=40), default=list)
    title_en = models.CharField(max_length=120)
    title_zh_hans = models.CharField(max_length=120)
    text_en = models.CharField(max_length=4000)
    text_zh_hans = models.CharField(max_length=4000)
    retention_months = models.PositiveIntegerField()
    digest_en = models.CharField(max_length=64)
    digest_zh_hans = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = NameField(max_length=200)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["code", "version"], name="purpose_version"),
            models.CheckConstraint(condition=Q(basis__in=BASES), name="purpose_basis"),
        )


class ConsentAct(TenantModel):
    """One act of a person about a purpose: given, withdrawn, objected, lifted (the objection). Never changed.

    `digest` is the SHA-256 of exactly the text that was shown, in `language`; `strength` how the person had signed in.
    The newest act of a person about a purpose counts.
    """

    user_id = models.UUIDField()
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    act = models.CharField(max_length=10)
    language = models.CharField(max_length=12)
    digest = models.CharField(max_length=64)
    strength = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["user_id", "code", "-id"], name="consent_of_person"),)
        constraints = (models.CheckConstraint(condition=Q(act__in=CONSENT_ACTS), name="consent_act"),)


class RequestQuerySet(models.QuerySet["SubjectRequest"]):
    def visible_to(self, actor: Actor) -> "RequestQuerySet":
        """People of the marketplace see all; everybody else those that they opened themselves."""
        if actor.is_marketplace and actor.kind != "guest":
            return self
        return self.filter(subject_id=actor.user_id) if actor.user_id else self.none()


class SubjectRequest(TenantModel):
    """What a person asks about their own data, to its end.

    Name, mail address, words and answer are encrypted under a key of the request itself, so that somebody who was
    erased can still be answered, and all of it goes with that key when the time of the request is over. `subject_id`
    is the account, None for somebody who has none. `paused_at` is set while more proof of identity is waited for.
    """

    number = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default="received")
    channel = models.CharField(max_length=10)
    subject_id = models.UUIDField(null=True)
    name = EncryptedTextField(subject="id")
    email = EncryptedTextField(subject="id", index="email_index")
    email_index = BlindIndexField(of="email")
    language = models.CharField(max_length=12)
    text = EncryptedTextField(subject="id")
    wish = EncryptedTextField(subject="id")
    received_at = models.DateTimeField()
    ack_by = models.DateTimeField()
    acked_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    extended_at = models.DateTimeField(null=True)
    extended_why = models.CharField(max_length=500, blank=True)
    identity_method = models.CharField(max_length=16, blank=True)
    identity_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    content = EncryptedTextField(subject="id", null=True)
    content_digest = models.CharField(max_length=64, blank=True)
    content_rows = models.PositiveIntegerField(default=0)
    collected_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict)
    refusal = models.CharField(max_length=20, blank=True)
    answer = EncryptedTextField(subject="id", null=True)
    recipients = models.CharField(max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = NameField(max_length=200, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["due_at", "id"], condition=Q(state__in=LIVE), name="request_due"),
            models.Index(fields=["subject_id", "-id"], name="request_of_person"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=REQUEST_KINDS, state__in=REQUEST_STATES, channel__in=CHANNELS),
                name="request_sane",
            ),
            models.CheckConstraint(condition=Q(state__in=LIVE) ^ Q(closed_at__isnull=False), name="request_closed"),
            models.CheckConstraint(condition=Q(state="refused") ^ Q(refusal=""), name="request_refused"),
        )


class RequestStep(TenantModel):
    """One step of a request's course. Never changed."""

    request = models.ForeignKey(SubjectRequest, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=16)
    text = EncryptedTextField(subject="request_id")
    by = NameField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()


class Restriction(TenantModel):
    """Data of this person is only stored, not used, until it is lifted; `request` asked for it."""

    user_id = models.UUIDField()
    request = models.ForeignKey(SubjectRequest, on_delete=models.PROTECT, related_name="+", null=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["user_id"], condition=Q(until__isnull=True), name="restriction_one"),
        )


class LegalHold(TenantModel):
    """Nothing of a person, a company or a class of records is erased while it stands. `ends_on`: by itself."""

    objects = HouseQuerySet.as_manager()

    number = models.CharField(max_length=30, unique=True)
    target = models.CharField(max_length=8)
    target_id = models.UUIDField(null=True)
    record_class = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=500)
    placed_at = models.DateTimeField()
    placed_by = NameField(max_length=200)
    ends_on = models.DateField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = NameField(max_length=200, blank=True)
    lifted_why = models.CharField(max_length=500, blank=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(target__in=HOLD_TARGETS)
                & (Q(target="class", target_id__isnull=True) | Q(target_id__isnull=False, record_class="")),
                name="hold_target",
            ),
        )


class RetentionRun(TenantModel):
    """What one run of retention removed and left, by class."""

    objects = HouseQuerySet.as_manager()

    at = models.DateTimeField()
    lines = models.JSONField()
    removed = models.PositiveIntegerField()
    held = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()


class ClearedRecord(TenantModel):
    """A record of trade whose words about people retention has cleared: it has had its time once and for all."""

    record_class = models.CharField(max_length=40)
    record_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["record_class", "record_id"], name="cleared_once"),)


class Breach(TenantModel):
    """A breach of personal data in the internal register; every one stands here, whatever its risk.

    `aware_at` is when the marketplace learned of it: the clocks of `BreachDuty` run from there.
    """

    objects = HouseQuerySet.as_manager()

    number = models.CharField(max_length=30, unique=True)
    title = models.CharField(max_length=160)
    role = models.CharField(max_length=10)
    aware_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    kinds = ArrayField(models.CharField(max_length=20), default=list)
    persons = models.PositiveIntegerField(null=True)
    records = models.PositiveIntegerField(null=True)
    risk = models.CharField(max_length=10)
    is_major = models.BooleanField(default=False)
    what = models.CharField(max_length=4000)
    consequences = models.CharField(max_length=4000, blank=True)
    measures = models.CharField(max_length=4000, blank=True)
    contact_point = models.CharField(max_length=300, blank=True)
    lessons = models.CharField(max_length=4000, blank=True)
    registered_at = models.DateTimeField()
    registered_by = NameField(max_length=200)
    closed_at = models.DateTimeField(null=True)
    closed_by = NameField(max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        constraints = (models.CheckConstraint(condition=Q(risk__in=RISKS, role__in=ROLES), name="breach_sane"),)


class BreachDuty(TenantModel):
    """Somebody who must be told of a breach, until when, and when they were; or why they need not be."""

    objects = HouseQuerySet.as_manager()

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="duties")
    kind = models.CharField(max_length=10)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=200, blank=True)
    late_why = models.CharField(max_length=500, blank=True)
    waived_why = models.CharField(max_length=500, blank=True)
    by = NameField(max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["due_at", "id"], condition=Q(done_at__isnull=True), name="breach_duty_due"),)
        constraints = (
            models.UniqueConstraint(fields=["breach", "kind"], name="breach_duty_once"),
            models.CheckConstraint(condition=Q(kind__in=DUTIES), name="breach_duty_kind"),
        )


class Assessment(TenantModel):
    """An assessment of impact (PIA, DPIA): what was looked at, which risks, which measures, what came of it."""

    objects = HouseQuerySet.as_manager()

    number = models.CharField(max_length=30, unique=True)
    title = models.CharField(max_length=160)
    needed_for = ArrayField(models.CharField(max_length=20), default=list)
    description = models.CharField(max_length=4000)
    risks = models.CharField(max_length=4000)
    measures = models.CharField(max_length=4000)
    outcome = models.CharField(max_length=16)
    made_at = models.DateTimeField()
    made_by = NameField(max_length=200)
    keep_until = models.DateField()
    review_on = models.DateField(null=True)
    replaces = models.ForeignKey("self", on_delete=models.SET_NULL, related_name="+", null=True)

    class Meta:
        default_permissions = ()
        constraints = (models.CheckConstraint(condition=Q(outcome__in=OUTCOMES), name="assessment_outcome"),)
