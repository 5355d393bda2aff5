"""Celery application: wake-ups and the beat that makes lost wake-ups harmless."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init, worker_ready, worker_shutdown
from django.conf import settings

from shared_apps.outbox.looks import EVERY_S

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

# A node's own beat sweeps its own queue: the sweep of a region must not end up with the control worker.
REGION = os.environ.get("KONTOR_REGION", "") if os.environ.get("KONTOR_KIND") == "region" else ""
OWN_QUEUE = f"region-{REGION}" if REGION else "control"

app = Celery("kontor")
# For all threads: web nodes serve from threads, and one without it would look for a broker of its own.
app.set_default()
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": 600},
    task_default_queue=OWN_QUEUE,
    beat_schedule={
        "sweep": {"task": "outbox.sweep", "schedule": 2.0, "options": {"expires": 5, "queue": OWN_QUEUE}},
        "check": {
            "task": "outbox.check_invariants",
            "schedule": 300.0,
            "options": {"expires": 250, "queue": OWN_QUEUE},
        },
        "tick": {"task": "outbox.tick", "schedule": EVERY_S, "options": {"expires": 18, "queue": OWN_QUEUE}},
        # Asks often and rarely gets something to do: a beat that was away must not cost a day.
        "clean": {"task": "outbox.owe_cleaning", "schedule": 600.0, "options": {"expires": 300, "queue": OWN_QUEUE}},
    },
)
app.autodiscover_tasks()


@worker_init.connect
def outlive_valkey(**_told: object) -> None:
    """Let a worker outlive that Valkey goes while tasks run, and is there again.

    What was under way is not put back: the sweep finds within seconds what it stood for. Who acknowledges over a
    connection that was closed meanwhile gets the error of a lost connection, which Celery expects, and not one of a
    missing attribute, which would end the worker.
    """
    from kombu.transport.redis import Channel
    from redis.exceptions import ConnectionError as Lost

    if "_connparams" in _patched:
        return
    asked = _patched["_connparams"] = Channel._connparams

    def told(self: Any, asynchronous: bool = False) -> Any:
        if getattr(self.connection, "client", None) is None:
            raise Lost("the connection to Valkey was closed")
        return asked(self, asynchronous)

    Channel.do_restore = False
    setattr(Channel, "_connparams", told)  # noqa: B010


_patched: dict[str, Any] = {}


@worker_ready.connect
def _seal(**_told: object) -> None:
    """The worker seals the log of what is done, beside its tasks."""
    from shared_apps.audit import sealing

    sealing.start()
    if settings.KIND != "control":
        from tenant_apps.anomalies import watcher

        watcher.start()


@worker_shutdown.connect
def _seal_no_more(**_told: object) -> None:
    from shared_apps.audit import sealing

    if settings.KIND != "control":
        from tenant_apps.anomalies import watcher

        watcher.stop()
    sealing.stop()
