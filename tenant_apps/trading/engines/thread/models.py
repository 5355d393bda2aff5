"""Tables beside the ledger: guests who answer by a link, and what a request owes them.

No row holds a link or a code: the link is a signature made when the mail is sent, a code is kept as a keyed digest.
"""

from django.db import models

from shared_apps.crypto.fields import BlindIndexField, EncryptedTextField
from shared_apps.tenancy.models import TenantModel


class Guest(TenantModel):
    """Somebody without an account whom a company asks for quotes. One company row for each initiator and mail address:
    what one initiator calls a guest is nothing another learns.
    """

    company = models.OneToOneField("parties.Company", on_delete=models.PROTECT, related_name="+")
    initiator = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    email = EncryptedTextField(subject="id", index="email_index")
    email_index = BlindIndexField(of="email")
    contact = EncryptedTextField(subject="id")
    language = models.CharField(max_length=12)
    created_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    admitted_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["initiator", "email_index"], name="guest_once"),)


class GuestInvitation(TenantModel):
    """A guest's way into one request. `code_digest` is the code that was mailed last, `session_digest` the browser it
    opened; both are good for nothing after their time, and the code after its tries.
    """

    guest = models.ForeignKey(Guest, on_delete=models.PROTECT, related_name="+", db_index=False)
    trading_event = models.ForeignKey("trading.TradingEvent", on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    code_digest = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    session_digest = models.CharField(max_length=64, blank=True)
    session_until = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["guest", "trading_event"], name="guest_invited_once"),)


class RequestReminder(TenantModel):
    """A company that was reminded of a request: once, and never again."""

    trading_event = models.ForeignKey(
        "trading.TradingEvent", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    reminded_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["trading_event", "company"], name="reminded_once"),)
