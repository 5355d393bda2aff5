"""Jobs of anomalies: the letters about new alerts. The worker's looks see to it that the watch is awake."""

from shared_apps.egress.gate import guard_files
from shared_apps.outbox import looks
from shared_apps.outbox.jobs import job
from tenant_apps.anomalies import health, notices
from tenant_apps.anomalies.commands.raise_alerts import NOTICE_JOB
from tenant_apps.anomalies.gates import files_are_free, money_is_free
from tenant_apps.payments.types import guard

job(NOTICE_JOB)(notices.send)
looks.register("anomalies.health", health.look)
guard(money_is_free)
guard_files(files_are_free)
