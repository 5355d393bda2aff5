"""Users, their factors, sessions, links, and what other systems come with: API keys, clients and their tokens.

The same tables exist in the control plane (operators) and in each marketplace (members); the scope decides which are
meant, and nothing of one is valid in another.
"""

import secrets
import time
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django_otp.models import Device, ThrottlingMixin, TimestampMixin
from django_otp.oath import TOTP

from shared_apps.crypto.fields import BlindIndexField, EncryptedTextField
from shared_apps.tenancy import keys
from shared_apps.tenancy.models import ScopedModel


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(ScopedModel, AbstractBaseUser):
    """A person who can sign in. `email` is stored in lower case and is unique within the scope.

    What names them is encrypted under a key of their own, so that it can be made unreadable for good. `closed_at`: when
    the account was closed because nobody used it; then `is_active` is false.
    """

    email = EncryptedTextField(subject="id", index="email_index")
    email_index = BlindIndexField(of="email", unique=True)
    name = EncryptedTextField(subject="id")
    language = models.CharField(max_length=12, default="en")
    is_active = models.BooleanField(default=True)
    must_use_totp = models.BooleanField(default=False)
    # Unknown for those who set it before this was noted: it is as old as the account may say, and does not run out.
    password_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    objects = UserManager()

    # Django demands a unique column here; nothing signs in by it.
    USERNAME_FIELD = "email_index"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name or self.email or _("Erased person")

    def get_session_auth_hash(self) -> str:
        # Bound to the scope: a cookie of one marketplace does not open another, even for a cloned user row.
        return self._session_hash("session-auth")

    def get_session_auth_fallback_hash(self) -> Any:
        return iter(())

    def _session_hash(self, purpose: str) -> str:
        return keys.signer(purpose).signature(f"{self.pk}:{self.password}")


class SignInThrottle(ScopedModel):
    """Failed attempts under one key: an account (by the hash of its address, known or not) or a network address.

    Not on the user row: then only known accounts could be locked, and a lock would tell which accounts exist.
    """

    key = models.CharField(max_length=80, unique=True)
    failed_count = models.PositiveIntegerField(default=0)
    last_failed_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()


class SignInSession(ScopedModel):
    """One signed-in browser, as its owner sees it in the session list.

    `factor_at`: when a second factor was given in it, ever. `confirmed_at`: when its owner last proved to be there, by
    the second factor or, without one, by the password. `method` is what was proved last when it was opened; with
    `provider_id` an identity provider vouched for its owner, until `ends_at` if it said so.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    session_key = models.CharField(max_length=64, unique=True)
    ip = EncryptedTextField(null=True, subject="user_id")
    user_agent = EncryptedTextField(blank=True, subject="user_id")
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    factor_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField()
    method = models.CharField(max_length=16, default="password", db_default="password")
    provider_id = models.UUIDField(null=True)
    ends_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()


def new_secret() -> str:
    """A secret for an authenticator: 160 random bits as hexadecimal text, as RFC 4226 recommends."""
    return secrets.token_hex(20)


class AuthenticatorManager(models.Manager["Authenticator"]):
    """Answers django-otp when it asks which devices a person has."""

    def devices_for_user(self, user: User, confirmed: bool | None = None) -> models.QuerySet["Authenticator"]:
        rows = self.filter(user=user)
        return rows if confirmed is None else rows.filter(confirmed=confirmed)


class Authenticator(TimestampMixin, ThrottlingMixin, ScopedModel, Device):
    """An authenticator app: a kind of device of django-otp whose secret is encrypted under the key of its person.

    Codes are those of RFC 6238 with the values every app knows. `drift`: by how many steps its clock goes wrong;
    `last_t`: the step of the last code taken, so that none is taken twice. An unconfirmed one is being enrolled.
    """

    objects = AuthenticatorManager()

    step, t0, digits, tolerance = 30, 0, 6, 1

    key = EncryptedTextField(subject="user_id", default=new_secret)
    drift = models.SmallIntegerField(default=0)
    last_t = models.BigIntegerField(default=-1)

    class Meta:
        default_permissions = ()

    @property
    def bin_key(self) -> bytes:
        """The secret as bytes; empty when its person was made unreadable."""
        return bytes.fromhex(self.key)

    def get_throttle_factor(self) -> int:
        """Seconds of waiting after the first wrong code; each further one doubles them."""
        return 1

    def verify_token(self, token: str) -> bool:
        """Whether this is a code of now that was not taken before; it is taken by this call. Lock the row first."""
        secret = self.bin_key
        # Anybody can reckon the codes of an empty secret.
        if not secret or not self.verify_is_allowed()[0]:
            return False
        totp = TOTP(secret, self.step, self.t0, self.digits, self.drift)
        totp.time = time.time()
        if not (token.isascii() and token.isdigit() and totp.verify(int(token), self.tolerance, self.last_t + 1)):
            self.throttle_increment(commit=False)
            self.save(update_fields=["throttling_failure_timestamp", "throttling_failure_count"])
            return False
        self.last_t, self.drift = totp.t(), totp.drift
        self.throttle_reset(commit=False)
        self.set_last_used_timestamp(commit=False)
        self.save(
            update_fields=[
                "last_t", "drift", "last_used_at", "throttling_failure_timestamp", "throttling_failure_count",
            ]
        )  # fmt: skip
        return True


class PasskeyManager(models.Manager["Passkey"]):
    """Answers django-otp when it asks which devices a person has."""

    def devices_for_user(self, user: User, confirmed: bool | None = None) -> models.QuerySet["Passkey"]:
        rows = self.filter(user=user)
        return rows if confirmed is None else rows.filter(confirmed=confirmed)


class Passkey(ScopedModel, Device):
    """A passkey: one more kind of device of django-otp. `rp_id` is the host it was made for; it works on no other.

    `credential_id` is chosen by the authenticator, up to 1,023 bytes, and so looked up by `credential_hash`.
    `sign_count` is the authenticator's own count of its signatures; passkeys that are synchronised keep it at zero.
    """

    objects = PasskeyManager()

    rp_id = models.CharField(max_length=253)
    credential_id = models.BinaryField(max_length=1023)
    credential_hash = models.CharField(max_length=64, unique=True)
    public_key = models.BinaryField(max_length=1023)
    sign_count = models.BigIntegerField(default=0)
    transports = ArrayField(models.CharField(max_length=20), default=list)
    is_synced = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()


class OneTimeLink(ScopedModel):
    """An invitation or a password reset. Only the hash of the token is stored; it works once and expires."""

    purpose = models.CharField(max_length=20)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()


class MailChange(ScopedModel):
    """A change of the address of an account: asked for, confirmed from the new one, perhaps taken back.

    The links are one-time links of their person; the newest change is meant by them.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    before = EncryptedTextField(subject="user_id")
    after = EncryptedTextField(subject="user_id")
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()


class MachineAccess(ScopedModel):
    """What another system may do: at most what its maker may, and only as long as they may."""

    name = models.CharField(max_length=80)
    company_id = models.UUIDField(null=True)
    permissions = ArrayField(models.CharField(max_length=80), default=list)
    rate_per_minute = models.PositiveIntegerField(default=600)
    # Networks it may be used from; empty for all.
    networks = ArrayField(models.CharField(max_length=50), default=list, db_default=[])
    # Its maker proved to be there and let it do what otherwise needs a person who just has.
    is_unattended = models.BooleanField(default=False, db_default=False)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        default_permissions = ()


class ApiKey(MachineAccess):
    """A key for another system. The secret is 256 random bits, so its plain SHA-256 is stored, not a slow hash."""

    prefix = models.CharField(max_length=12)
    key_hash = models.CharField(max_length=64, unique=True)
    # The key that takes its place; it works on until `expires_at`.
    replaced_by = models.ForeignKey("self", on_delete=models.SET_NULL, related_name="+", null=True)

    class Meta:
        default_permissions = ()


class MachineClient(MachineAccess):
    """A client of OAuth 2.0 (RFC 6749, 4.4): it has secrets that come and go, and gets tokens that live for minutes.

    Its id is the `client_id`.
    """

    class Meta:
        default_permissions = ()


class ClientSecret(ScopedModel):
    """What a client proves itself by: a secret, hashed as a key is, or the public key (JWK) of what it signs with.

    While one takes the place of another both count until `expires_at`. `prefix` is what a page shows of it.
    """

    client = models.ForeignKey(MachineClient, on_delete=models.CASCADE, related_name="secrets")
    prefix = models.CharField(max_length=12)
    secret_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - of those without one there are many
    jwk = models.JSONField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(secret_hash__isnull=False, jwk__isnull=True)
                | Q(secret_hash__isnull=True, jwk__isnull=False),
                name="client_secret_or_key",
            ),
        )


class ClientAssertion(ScopedModel):
    """An assertion a client has proved itself with (RFC 7523): it counts once, and is kept until it is over."""

    client = models.ForeignKey(MachineClient, on_delete=models.CASCADE, related_name="+")
    jti_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["client", "jti_hash"], name="client_assertion_once"),)


class AccessToken(ScopedModel):
    """What a client got for one of its secrets: some of its permissions, for some minutes. It dies with its secret."""

    client = models.ForeignKey(MachineClient, on_delete=models.CASCADE, related_name="+")
    secret = models.ForeignKey(ClientSecret, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    permissions = ArrayField(models.CharField(max_length=80), default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
