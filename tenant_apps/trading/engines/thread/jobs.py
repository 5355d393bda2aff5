"""Jobs of requests: mails to guests."""

from shared_apps.outbox.jobs import job
from tenant_apps.trading.engines.thread import guest_mail

job(guest_mail.KIND)(guest_mail.send)
