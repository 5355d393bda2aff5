"""Prove anew that it is you, in place: the page that was posted comes back with what was typed in it, kept aside.

A command that needs a fresh factor refuses without one. The guard of every page (`access.py`) then shows this step
instead of an error; its form posts to the same address with the same fields and the proof, which is checked and taken
out before the view sees them. Files cannot be kept that way: whoever uploads confirms first and uploads again.
"""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from shared_apps.accounts import providers
from shared_apps.accounts.commands import ConfirmIdentity, confirm_identity
from shared_apps.accounts.queries import people
from shared_apps.accounts.web.entering import locked_text
from shared_apps.accounts.web.forms import StepUpForm, address_of
from shared_apps.accounts.web.passkey_answers import agent_of, answer_of, host_of
from shared_apps.commands import run

CODE, CREDENTIAL = "step_up-code", "credential"
OWN = {CODE, CREDENTIAL, "csrfmiddlewaretoken"}


def is_proof(request: HttpRequest) -> bool:
    """Whether a posted form came from the step."""
    return request.method == "POST" and CODE in request.POST


def can_keep(request: HttpRequest) -> bool:
    """Whether what was posted can be posted again by a page."""
    return request.method == "POST" and not request.FILES and not request.headers.get("HX-Request")


def prove(request: HttpRequest) -> str | None:
    """Check the proof in the posted form; None when it is right, and then the actor is fresh, else what is wrong."""
    actor = request.actor  # type: ignore[attr-defined]
    answer = answer_of(request, "confirm")
    code = request.POST.get(CODE, "").strip()
    if answer is None and not code:
        return _("Type the code, or use a passkey.")
    data = ConfirmIdentity(
        secret=request.POST.get(CODE, "")[:1024],
        answer=answer,
        session_key=request.session.session_key or "",
        ip=address_of(request),
        user_agent=agent_of(request),
    )
    found = run(confirm_identity, actor, data)
    if found.outcome == "locked":
        return locked_text(found.retry_after_s)
    if found.outcome == "refused":
        return _wrong(answer is not None, people.factor_state(actor.user_id).has_device)
    request.actor = replace(actor, fresh_factor=True)  # type: ignore[attr-defined]
    _forget_proof(request)
    return None


def page(request: HttpRequest, error: str | None = None, *, status: int = 200) -> HttpResponse:
    """The step, with the posted fields kept in it."""
    state = people.factor_state(request.actor.user_id, host_of(request))  # type: ignore[attr-defined]
    form = StepUpForm({CODE: ""}, with_factor=state.has_device) if error else StepUpForm(with_factor=state.has_device)
    if error:
        form.errors.clear()
        form.add_error("code", error)
    kept = [(name, value) for name, values in request.POST.lists() if name not in OWN for value in values]
    ways = providers.ways().of_person(request.actor.user_id)  # type: ignore[attr-defined]
    facts = {
        "form": form,
        "state": state,
        "kept": kept,
        "action": request.get_full_path(),
        "ways": ways,
        "back": _back(request),
        # Whoever has no password and no factor has the provider alone.
        "has_own": state.has_device or request.user.has_usable_password() or not ways,  # type: ignore[union-attr]
    }
    answer = render(request, "accounts/step_up.html", facts, status=422 if error else status)
    # What was typed stands in it.
    answer["Cache-Control"] = "no-store"
    return answer


def _back(request: HttpRequest) -> str:
    """Where to go on after a provider asked: what was posted does not survive the way there."""
    if request.method == "GET":
        return request.GET.get("next", "") or request.get_full_path()
    return request.headers.get("Referer", "")


def _wrong(by_passkey: bool, with_factor: bool) -> str:
    if by_passkey:
        return _("This passkey is not one of yours, or its answer is not right.")
    return _("This code is not right, or was used already.") if with_factor else _("The password is not right.")


def _forget_proof(request: HttpRequest) -> None:
    posted = request.POST.copy()
    for name in (CODE, CREDENTIAL):
        posted.pop(name, None)
    request.POST = posted  # type: ignore[assignment]
