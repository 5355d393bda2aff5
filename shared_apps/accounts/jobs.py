"""Jobs of accounts: sending mail, and work on data keys."""

from shared_apps.accounts import mail, reencryption
from shared_apps.outbox.jobs import job

__all__ = ["reencryption"]

job(mail.KIND)(mail.send)
