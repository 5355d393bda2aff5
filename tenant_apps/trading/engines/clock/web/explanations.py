"""The panel of an abnormal price in the room of its auction: explain it, judge the words, or read that it waits."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope
from shared_apps.ui.command_forms import CommandForm
from tenant_apps.trading.engines.clock.commands import (
    ExplainPrice,
    JudgeExplanation,
    explain_price,
    judge_explanation,
)
from tenant_apps.trading.kernel.queries.rooms import Room, room
from tenant_apps.trading.kernel.web.panels import Panel, PanelShown

LONGEST = 2000


class ExplainForm(CommandForm):
    text = forms.CharField(
        label=gettext_lazy("Your explanation"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Materials, method, stock, subsidies: why the price holds. The initiator reads it."),
    )  # fmt: skip


class JudgeForm(CommandForm):
    bid = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It is kept in the ledger and stands in the audit file."),
    )  # fmt: skip


def build(request: HttpRequest, found: Room) -> PanelShown | None:
    """What this viewer sees of a price that waits; nothing where none does."""
    waits = found.facts.get("evaluation")
    if waits is None or found.final_state:
        return None
    actor = _actor(request)
    own, whole = found.facts.get("own_to_justify"), found.facts.get("explanation")
    judges = found.viewer.audience == "initiator" and actor.may("trading.judge_explanation")
    panel = {
        "room": found,
        "until": datetime.fromisoformat(waits["until"]),
        "waits_for": waits["waits_for"],
        "own": own,
        "whole": whole,
        "explain": ExplainForm() if own and not own["said"] and actor.may("trading.explain_price") else None,
        "judge": JudgeForm(initial={"bid": whole["seq"]}) if judges and whole and whole["said"] else None,
    }
    return PanelShown("clock/_explanation.html", panel)


PANEL = Panel("clock.explanation", 10, build)


@require_POST
@requires("trading.explain_price")
def explain(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Hand in the explanation of one's own price."""
    actor, form = _actor(request), ExplainForm(request.POST)
    found = _room(actor, event_id)
    if form.is_valid() and form.send(
        explain_price, actor, ExplainPrice(lot_id=found.lot_id, text=form.cleaned_data["text"])
    ):
        messages.success(request, _("Your explanation is handed in."))
    else:
        _say_why(request, form)
    return HttpResponseRedirect(reverse("trading:event", args=[event_id]))


@require_POST
@requires("trading.judge_explanation")
def judge(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Accept or reject an explanation."""
    actor, form = _actor(request), JudgeForm(request.POST)
    found = _room(actor, event_id)
    accepted = request.POST.get("accepted") == "1"
    if form.is_valid() and form.send(
        judge_explanation,
        actor,
        JudgeExplanation(
            lot_id=found.lot_id,
            bid=form.cleaned_data["bid"],
            accepted=accepted,
            reason=form.cleaned_data["reason"],
        ),
    ):
        messages.success(request, _("The price is accepted.") if accepted else _("The bid is out."))
    else:
        _say_why(request, form)
    return HttpResponseRedirect(reverse("trading:event", args=[event_id]))


def _say_why(request: HttpRequest, form: CommandForm) -> None:
    said = [str(one) for errors in form.errors.values() for one in errors]
    messages.error(request, " ".join(said) or _("This is not possible now."))


def _room(actor: Actor, event_id: UUID) -> Room:
    found = room(actor, event_id, clock.now(scope.alias()))
    if found is None:
        raise Http404
    return found


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
