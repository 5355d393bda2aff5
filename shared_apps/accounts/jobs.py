"""Jobs of accounts: sending mail."""

from shared_apps.accounts import mail
from shared_apps.outbox.jobs import job

job(mail.KIND)(mail.send)
