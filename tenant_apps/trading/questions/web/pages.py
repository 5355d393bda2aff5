"""The page of an event's questions."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope
from tenant_apps.trading.kernel.queries.rooms import Room
from tenant_apps.trading.kernel.web.events import find_room
from tenant_apps.trading.questions.commands import AnswerQuestion, AskQuestion, answer_question, ask_question
from tenant_apps.trading.questions.errors import may_not_ask
from tenant_apps.trading.questions.queries.asking import asking_of
from tenant_apps.trading.questions.queries.questions import QuestionLine, questions_of
from tenant_apps.trading.questions.web.forms import AnswerForm, AskForm

RUNS = ("initiator", "house")


@requires("trading.view_event")
@require_http_methods(["GET", "POST"])
def questions_page(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """All questions of an event; a POST asks one."""
    actor = _actor(request)
    room = find_room(actor, event_id)
    form = AskForm(request.POST or None, auto_id="ask_%s")
    if request.method == "POST":
        if room.viewer.audience in RUNS or not actor.may("trading.ask_question"):
            raise Http404
        if form.is_valid() and form.send(
            ask_question, actor, AskQuestion(event_id=event_id, text=form.cleaned_data["text"])
        ):
            messages.success(request, _("Your question is sent. The answer is told by mail."))
            return HttpResponseRedirect(reverse("trading:event", args=[event_id]) + "#questions")
    return _page(request, room, form)


@require_POST
@requires("trading.answer_question")
def answer(request: HttpRequest, event_id: UUID, number: int) -> HttpResponse:
    """Answer one question."""
    actor = _actor(request)
    room = find_room(actor, event_id)
    line = next((one for one in questions_of(actor, event_id) if one.number == number), None)
    if line is None or room.viewer.audience not in RUNS:
        raise Http404
    form = AnswerForm(request.POST, auto_id=f"answer_{number}_%s")
    if form.is_valid() and form.send(
        answer_question, actor, AnswerQuestion(question_id=line.id, text=form.cleaned_data["text"])
    ):
        messages.success(request, _("Everybody who sees the event can read your answer."))
        return HttpResponseRedirect(reverse("questions:questions", args=[event_id]))
    return _page(request, room, AskForm(auto_id="ask_%s"), answers={number: form})


def _page(
    request: HttpRequest, room: Room, form: AskForm, answers: dict[int, AnswerForm] | None = None
) -> HttpResponse:
    actor = _actor(request)
    lines, asking = questions_of(actor, room.id), asking_of(actor, room, clock.now(scope.alias()))
    may_answer = room.viewer.audience in RUNS and not room.final_state and actor.may("trading.answer_question")
    facts: dict[str, Any] = {
        "room": room,
        "rows": [(one, _answer_form(one, answers or {}) if may_answer else None) for one in lines],
        "waiting": sum(one.answered_at is None for one in lines),
        "runs": room.viewer.audience in RUNS,
        "form": form,
        "asking": asking,
        "may_ask": asking.why_not is None and actor.may("trading.ask_question"),
        "why_not": may_not_ask(asking.why_not) if asking.why_not and room.viewer.audience not in RUNS else None,
    }
    failed = bool(form.errors or any(one.errors for one in (answers or {}).values()))
    return render(request, "questions/questions.html", facts, status=422 if failed else 200)


def _answer_form(line: QuestionLine, bound: dict[int, AnswerForm]) -> AnswerForm | None:
    if line.answered_at is not None:
        return None
    return bound.get(line.number) or AnswerForm(auto_id=f"answer_{line.number}_%s")


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
