"""An opening as the job component shows it."""

from django.utils import timezone
from django.utils.translation import gettext as _

from shared_apps.ui.shapes import Job, JobStep
from tenants.queries import Progress

STATES = {"waiting": "wait", "running": "run", "done": "done", "failed": "bad", "undone": "wait"}


def job_of(progress: Progress) -> Job:
    """The run with its steps; times in seconds with two decimals, because the whole takes a few seconds."""
    over = {"done": "done", "failed": "failed"}
    until = progress.finished_at or timezone.now()
    steps = tuple(
        JobStep(
            title=step.label,
            state=STATES[step.state],  # type: ignore[arg-type]
            note=step.message or (_("undone") if step.state == "undone" else ""),
            took=_seconds(step.duration_ms) if step.duration_ms is not None else "",
        )
        for step in progress.steps
    )
    return Job(
        title=_("Opening %(name)s") % {"name": progress.name},
        state=over.get(progress.state, "running"),  # type: ignore[arg-type]
        steps=steps,
        percent=100 * progress.done_count // max(1, len(steps)),
        done=progress.done_count,
        total=len(steps),
        elapsed=_seconds(round((until - progress.created_at).total_seconds() * 1000)),
        started_at=progress.created_at,
        refusal=progress.reason,
    )


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds // 1000}.{milliseconds % 1000 // 10:02d} s"
