"""Why a saga went back or stands still, in words: a refusal's own, or those of the engine's codes."""

from django.utils.translation import gettext_lazy as _

from shared_apps.outbox.sagas.decisions import DEADLINE, NOT_DONE, NOT_UNDONE, STEP_DEADLINE

REASONS = {
    DEADLINE: _("It took too long."),
    STEP_DEADLINE: _("A step took too long."),
    NOT_DONE: _("A step failed again and again."),
    NOT_UNDONE: _("A step could not be undone."),
}


def reason_text(reason: str) -> str:
    """What people read of a saga's `reason`."""
    return str(REASONS.get(reason, reason))
