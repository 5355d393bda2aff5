"""Ask providers for the outcome of transfers, outside any transaction."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.exceptions.commands import WriteOnException, write_on_exception
from tenant_apps.exceptions.queries import live_of
from tenant_apps.payments.commands.asking import ASK_JOB, ATTEMPT, NoteOutcome, OutcomeIn, note_outcome
from tenant_apps.payments.queries import attempt_to_ask
from tenant_apps.payments.rules import PROVIDER
from tenant_apps.payments.types import PROVIDERS, Outcome, ProviderSilent
from tenant_apps.rulesets.queries import effective

CLOCK = Actor.system("payments.clock")


@job(ASK_JOB)
def ask_provider(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """One question about one transfer; harmless when its outcome was said meanwhile, or the provider is gone."""
    attempt_id = UUID(payload["attempt_id"])
    provider = PROVIDERS.get(str(effective(PROVIDER).value))
    reference = attempt_to_ask(attempt_id)
    if provider is None or not reference:
        return {"state": "left"}
    answers: list[Outcome] = []
    silent = ""
    try:
        answers = list(provider.outcome(reference))
    except ProviderSilent as error:
        silent = str(error)
    faultpoint("payments.provider_asked")
    told = [
        OutcomeIn(
            state=one.state, bank_id=one.bank_id, currency=one.currency, amount_minor=one.amount_minor,
            reason=one.reason,
        )
        for one in answers
    ]  # fmt: skip
    state = run(note_outcome, CLOCK, NoteOutcome(attempt_id=attempt_id, turn=payload["turn"], answers=told)).state
    _note(attempt_id, state, bool(answers), silent)
    return {"state": state}


def _note(attempt_id: UUID, state: str, knows: bool, silent: str) -> None:
    """The answer in the story of the exceptions that wait for it; one that is over meanwhile needs none."""
    text = _("The bank was asked: it does not know the transfer yet.")
    if silent:
        text = _("The bank was asked: it did not answer.")
    elif state == "done":
        text = _("The bank was asked: the money has arrived. It is recorded.")
    elif knows and state == "failed":
        text = _("The bank was asked: the transfer failed.")
    for exception_id in live_of(ATTEMPT, attempt_id):
        try:
            run(write_on_exception, CLOCK, WriteOnException(exception_id=exception_id, note=text))
        except Refusal:
            continue
