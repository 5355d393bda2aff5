"""Pages of orders that come again: start one from an order, see its days, pause it, answer for a day."""

import re
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotFound, Refusal
from shared_apps.ui import lists
from shared_apps.ui.acting import attempt
from shared_apps.ui.command_forms import CommandForm, DecimalTextField
from tenant_apps.orders.commands import (
    NameRecurring,
    RetryDay,
    SkipDay,
    StartRecurring,
    end_recurring,
    pause_recurring,
    resume_recurring,
    retry_recurring_day,
    skip_recurring_day,
    start_recurring,
)
from tenant_apps.orders.queries import find_order, recurring
from tenant_apps.orders.types import OrderFacts
from tenant_apps.orders.web.pages import may_buy

VERBS = {"pause": pause_recurring, "resume": resume_recurring, "end": end_recurring}


class RecurringForm(CommandForm):
    """A rhythm in the words of people."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    every = forms.IntegerField(label=gettext_lazy("Every"), min_value=1, max_value=366, initial=1)
    period = forms.ChoiceField(
        label=gettext_lazy("Period"),
        choices=[
            ("day", gettext_lazy("days")), ("week", gettext_lazy("weeks")), ("month", gettext_lazy("months")),
        ],
        initial="month",
    )  # fmt: skip
    starts_on = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    day = forms.IntegerField(
        label=gettext_lazy("Day of the month"), min_value=1, max_value=31, required=False,
        help_text=gettext_lazy("31 is the last day of every month. Empty: as the first day."),
    )  # fmt: skip
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    times = forms.IntegerField(label=gettext_lazy("How many times"), min_value=1, max_value=1000, required=False)
    on_closed = forms.ChoiceField(
        label=gettext_lazy("Weekends and closed days"),
        choices=[
            ("keep", gettext_lazy("Order anyway")),
            ("before", gettext_lazy("Order on the open day before")),
            ("after", gettext_lazy("Order on the open day after")),
            ("skip", gettext_lazy("Leave the day out")),
        ],
    )
    closed = forms.CharField(
        label=gettext_lazy("Closed days"), required=False, max_length=6000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr"}),
        help_text=gettext_lazy("Holidays, as in 2026-12-25, 2026-12-26."),
    )  # fmt: skip
    tolerance_percent = DecimalTextField(
        label=gettext_lazy("Price may move by"), initial="5",
        help_text=gettext_lazy("In percent of today’s price, up or down. Beyond it, you are asked."),
    )  # fmt: skip

    def clean_closed(self) -> list[date]:
        try:
            return [date.fromisoformat(text) for text in re.split(r"[\s,;]+", self.cleaned_data["closed"]) if text]
        except ValueError as error:
            raise forms.ValidationError(_("Write days as in 2026-12-25.")) from error

    def input(self, order_id: UUID) -> StartRecurring:
        data = self.cleaned_data
        return StartRecurring(
            order_id=order_id, name=data["name"], every=data["every"], period=data["period"],
            starts_on=data["starts_on"], weekday=data["starts_on"].weekday(), day=data["day"], ends_on=data["ends_on"],
            times=data["times"], on_closed=data["on_closed"], closed=data["closed"],
            tolerance_percent=data["tolerance_percent"],
        )  # fmt: skip


@requires("orders.place_order")
@require_http_methods(["GET", "POST"])
def recurring_new_page(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Let an order come again."""
    actor = _buyer(request)
    order = _order(actor, order_id)
    first = order.lines[0].description if order.lines else order.number
    form = RecurringForm(request.POST or None, initial={"name": first[:120]})
    if request.method == "POST" and form.is_valid() and form.send(start_recurring, actor, form.input(order_id)):
        messages.success(request, _("%(number)s will be ordered again.") % {"number": order.number})
        return HttpResponseRedirect(reverse("orders:recurring", args=[form.result.recurring_id]))
    facts = {"form": form, "order": order}
    return render(request, "orders/recurring_new.html", facts, status=422 if form.errors else 200)


@requires("orders.place_order")
@require_http_methods(["GET"])
def recurring_list_page(request: HttpRequest) -> HttpResponse:
    """Recurring orders of one's company."""
    try:
        rows, cursor = recurring.recurring_page(_buyer(request), request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    facts = {"rows": [(row, recurring.in_words(row)) for row in rows], "pager": lists.pager(request, {}, cursor)}
    return render(request, "orders/recurring_list.html", facts)


@requires("orders.place_order")
@require_http_methods(["GET"])
def recurring_page(request: HttpRequest, recurring_id: UUID) -> HttpResponse:
    """One recurring order: its days to come and what became of those that passed."""
    row = _row(request, recurring_id)
    facts = {
        "row": row,
        "rhythm": recurring.in_words(row),
        "days": recurring.days_to_come(row),
        "runs": recurring.runs_of(row),
    }
    return render(request, "orders/recurring.html", facts)


@require_POST
@requires("orders.place_order")
def recurring_act(request: HttpRequest, recurring_id: UUID, verb: str) -> HttpResponse:
    """Pause, resume or end; or leave out or try again the day in `due_on`."""
    row = _row(request, recurring_id)
    if verb in VERBS:
        return _act(request, row.pk, VERBS[verb], NameRecurring(recurring_id=row.pk))
    try:
        due_on = date.fromisoformat(request.POST.get("due_on", ""))
    except ValueError as error:
        raise Http404 from error
    if verb == "skip":
        return _act(request, row.pk, skip_recurring_day, SkipDay(recurring_id=row.pk, due_on=due_on))
    if verb == "retry":
        at_todays_price = bool(request.POST.get("at_todays_price"))
        data = RetryDay(recurring_id=row.pk, due_on=due_on, at_todays_price=at_todays_price)
        return _act(request, row.pk, retry_recurring_day, data)
    raise Http404


def _act(request: HttpRequest, recurring_id: UUID, command: Any, data: Any) -> HttpResponse:
    told = attempt(request, command, data)
    if reason := getattr(told, "reason", ""):
        messages.error(request, reason)
    elif number := getattr(told, "order_number", ""):
        messages.success(request, _("Order %(number)s is accepted.") % {"number": number})
    elif told is not None:
        messages.success(request, _("Done."))
    return HttpResponseRedirect(reverse("orders:recurring", args=[recurring_id]))


def _row(request: HttpRequest, recurring_id: UUID) -> Any:
    try:
        return recurring.find_recurring(_buyer(request), recurring_id)
    except NotFound as refusal:
        raise Http404 from refusal


def _order(actor: Actor, order_id: UUID) -> OrderFacts:
    try:
        order = find_order(actor, order_id)
    except NotFound as refusal:
        raise Http404 from refusal
    if order.buyer_id != actor.company_id:
        raise Http404
    return order


def _buyer(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not may_buy(actor):
        raise Http404
    return actor
