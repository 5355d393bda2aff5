"""What the columns of thread hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from django.utils.translation import gettext_lazy as _

from shared_apps.crypto.register import People, table

table(
    "thread.Guest",
    People("email email_index contact", "guest", "trade", "contract", "request"),
    People(
        "language", "guest", "trade", "contract", "request",
        why_plain=_("Says nothing without the name, which is encrypted."),
    ),
    technical="id created_at asked_at admitted_at",
    business="company_id initiator_id",
)  # fmt: skip

table(
    "thread.GuestInvitation",
    technical="id invited_at expires_at withdrawn_at opened_at code_digest code_until session_digest session_until",
    business="guest_id trading_event_id code_tries",
)  # fmt: skip

table(
    "thread.RequestReminder",
    technical="id reminded_at",
    business="trading_event_id company_id",
)  # fmt: skip
