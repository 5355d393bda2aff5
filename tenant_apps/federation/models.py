"""Identity providers, our own keys for them, who is known by them, and what has arrived from them."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from shared_apps.crypto.fields import EncryptedTextField
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from shared_apps.tenancy.models import TenantModel
from tenant_apps.federation.permissions import VIEW_PROVIDER


class ProviderQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> "ProviderQuerySet":
        """A company sees its own; the marketplace's own people see all."""
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_PROVIDER))
        return seen if actor.is_marketplace else seen.filter(company_id=actor.company_id)


class IdentityProvider(TenantModel):
    """One provider that may say who somebody is. States: draft → active → ended, and none of them back.

    `issuer` is how it names itself: the address of an OpenID provider, the entity id of a SAML one. Without `company`
    it is the marketplace's. `reach`: `linked` signs in who linked it, `invited` also takes an invitation, `members`
    also makes members of `role` for the mail domains it speaks for. `factors` are the words by which it says that
    a second factor was given; without any, none counts. `must_encrypt`: SAML assertions in plain are refused.
    `auth_method` is how we prove ourselves to an OpenID provider: by its `secret`, or by `private_key_jwt` with a key
    of ours.
    """

    kind = models.CharField(max_length=4)
    name = models.CharField(max_length=80)
    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=6, default="draft")
    issuer = models.CharField(max_length=500)
    client_id = models.CharField(max_length=300, blank=True)
    client_secret = EncryptedTextField(blank=True)
    sso_url = models.CharField(max_length=1000, blank=True)
    certificates = models.TextField(blank=True)
    mail_domains = ArrayField(models.CharField(max_length=253), default=list)
    reach = models.CharField(max_length=7, default="linked")
    role = models.CharField(max_length=40, blank=True)
    factors = ArrayField(models.CharField(max_length=200), default=list)
    may_begin = models.BooleanField(default=False)
    must_encrypt = models.BooleanField(default=False)
    auth_method = models.CharField(max_length=15, default="secret")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, related_name="+", null=True, db_index=False)
    activated_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    objects = ProviderQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=["oidc", "saml"]), name="provider_kind"),
            models.CheckConstraint(condition=Q(state__in=["draft", "active", "ended"]), name="provider_state"),
            models.CheckConstraint(condition=Q(reach__in=["linked", "invited", "members"]), name="provider_reach"),
            models.CheckConstraint(condition=~Q(reach="members") | Q(role__gt=""), name="provider_role"),
            models.CheckConstraint(
                condition=Q(auth_method__in=["secret", "private_key_jwt"]), name="provider_auth_method"
            ),
            models.UniqueConstraint(fields=["issuer", "client_id"], condition=~Q(state="ended"), name="provider_once"),
        )


class ProviderKey(TenantModel):
    """A key pair of ours for a provider: to `decrypt` what one of SAML encrypts, `sign` who we are to one of OpenID.

    `public` is what the provider is told: a certificate (PEM) to encrypt for, a JWK (JSON) to check a signature with.
    `mark` is its SHA-256 (of the certificate, or the thumbprint of RFC 7638). Until it is ended it counts; the newest
    is the one that is told or used. The private half goes when it is ended.
    """

    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="keys")
    use = models.CharField(max_length=7)
    private = EncryptedTextField(blank=True)
    public = models.TextField()
    mark = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (models.CheckConstraint(condition=Q(use__in=["decrypt", "sign"]), name="provider_key_use"),)


class ExternalIdentity(TenantModel):
    """A person as one provider knows them. Whoever the provider calls `subject` is this user, whatever their mail says.

    Found by provider and subject: the provider stands for one issuer in one marketplace, so two that use the same
    subject are two people.
    """

    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="identities")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    subject = EncryptedTextField(subject="user_id")
    subject_hash = models.CharField(max_length=64)
    how = models.CharField(max_length=10)
    linked_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["provider", "subject_hash"], name="identity_once"),
            models.UniqueConstraint(fields=["provider", "user"], name="one_identity_of_person"),
            models.CheckConstraint(condition=Q(how__in=["linked", "invited", "member"]), name="external_identity_how"),
        )


class Arrival(TenantModel):
    """An assertion that was taken: it counts once, and waits here until the browser it is for asks for it.

    `asked` is the hash of the request it answers; empty where the provider began. `proof` goes when it is used.
    """

    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="+")
    assertion_hash = models.CharField(max_length=64)
    asked = models.CharField(max_length=64, blank=True)
    proof = EncryptedTextField(blank=True)
    arrived_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["provider", "assertion_hash"], name="assertion_once"),)
