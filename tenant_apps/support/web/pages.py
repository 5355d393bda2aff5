"""Pages of support: who asks, who came in and what they looked at; the way in and out for who visits."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.models import User
from shared_apps.accounts.policies import SUPPORT_CONSENT, SUPPORT_MINUTES
from shared_apps.accounts.web.access import public, requires
from shared_apps.commands import run
from shared_apps.egress import gate
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy import policy, scope
from shared_apps.ui.acting import actor_of, attempt
from tenant_apps.support import errors
from tenant_apps.support.commands import (
    Consent,
    EndBySupport,
    EndStanding,
    EndVisit,
    Enter,
    GiveStanding,
    Refuse,
    consent,
    end_by_support,
    end_standing,
    end_visit,
    enter,
    give_standing,
    refuse,
)
from tenant_apps.support.queries import find_visit, looks_of, people_to_lend, standing_now, visit_facts, visit_rows
from tenant_apps.support.queries.visitor import SESSION, VIEW, is_expected, mark_of
from tenant_apps.support.web.forms import ConsentForm, StandingForm

SHOWN = 100
DOOR = Actor.system("support.door")


@requires("support.view_visit")
@require_http_methods(["GET"])
def visits_page(request: HttpRequest) -> HttpResponse:
    """Who asked, who came in, and the consent in advance."""
    actor = _house(request)
    return _visits(request, actor, StandingForm())


@requires("support.view_visit")
@require_http_methods(["GET", "POST"])
def visit_page(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """One visit: the question and its answer, and everything that was looked at."""
    actor = _house(request)
    visit = find_visit(actor, visit_id)
    may_answer = visit.state == "asked" and actor.may("support.consent")
    form = None
    if may_answer:
        form = ConsentForm(
            request.POST or None, people=people_to_lend(), visit=visit, most=min(60, policy.value(SUPPORT_MINUTES)),
            initial={"member_id": str(actor.user_id)},
        )  # fmt: skip
        if request.method == "POST" and form.is_valid():
            told = form.cleaned_data
            data = Consent(
                visit_id=visit_id, minutes=told["minutes"], may_write=bool(told.get("may_write")),
                member_id=UUID(told["member_id"]),
            )  # fmt: skip
            if form.send(consent, actor, data):
                return HttpResponseRedirect(reverse("support:visit", args=[visit_id]))
    facts = {
        "visit": visit,
        "form": form,
        "never": policy.value(SUPPORT_CONSENT) == "never",
        "looks": looks_of(actor, visit_id),
        "may_end": visit.state == "consented" and actor.may("support.consent"),
    }
    return render(request, "support/visit.html", facts, status=422 if form is not None and form.errors else 200)


@require_POST
@requires("support.consent")
def visit_refuse(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Do not let them in."""
    data = Refuse(visit_id=visit_id, reason=request.POST.get("reason", "")[:300])
    attempt(request, refuse, data, _("Support was not let in."))
    return HttpResponseRedirect(reverse("support:visits"))


@require_POST
@requires("support.consent")
def visit_end(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """End it at once."""
    attempt(request, end_visit, EndVisit(visit_id=visit_id), _("The visit has ended."))
    return HttpResponseRedirect(reverse("support:visit", args=[visit_id]))


@require_POST
@requires("support.give_standing")
def standing_give(request: HttpRequest) -> HttpResponse:
    """Consent in advance."""
    actor, form = _house(request), StandingForm(request.POST)
    if form.is_valid():
        data = GiveStanding(days=form.cleaned_data["days"], minutes=form.cleaned_data["minutes"])
        if form.send(give_standing, actor, data):
            return HttpResponseRedirect(reverse("support:visits"))
    return _visits(request, actor, form)


@require_POST
@requires("support.give_standing")
def standing_end(request: HttpRequest) -> HttpResponse:
    """Take the consent in advance back."""
    attempt(request, end_standing, EndStanding(), _("Support asks again from now on."))
    return HttpResponseRedirect(reverse("support:visits"))


@public
@require_http_methods(["GET", "POST"])
def enter_page(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The way in for somebody of support who brings the secret; looking at the page uses nothing up."""
    code = (request.POST if request.method == "POST" else request.GET).get("code", "")[:200]
    if not is_expected(visit_id, code, clock.now(scope.alias())):
        return render(request, "support/enter.html", {"refusal": errors.not_open()}, status=404)
    if request.method == "GET":
        return render(request, "support/enter.html", {"code": code, "visit_id": visit_id})
    if request.user.is_authenticated and getattr(request, "support", None) is None:
        logout(request)
    request.session.cycle_key()
    try:
        everybody = frozenset(str(one) for one in User.objects.filter(is_active=True).values_list("pk", flat=True))
        # Whoever may be looked at counts as looked at; a visit that is at home counts nobody.
        gate.leave(VIEW, country=settings.SUPPORT_COUNTRY, persons=everybody)
        data = Enter(visit_id=visit_id, code=code, session_hash=mark_of(request.session.session_key))
        run(enter, DOOR, data)
    except Refusal as refusal:
        facts = {"refusal": refusal, "visit_id": visit_id}
        return render(request, "support/enter.html", facts, status=403)
    request.session[SESSION] = str(visit_id)
    return HttpResponseRedirect("/")


@public
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """The visitor ends the visit."""
    visitor = getattr(request, "support", None)
    if visitor is not None:
        run(end_by_support, DOOR, EndBySupport(visit_id=visitor.visit_id))
    request.session.pop(SESSION, None)
    return HttpResponseRedirect("/")


def _visits(request: HttpRequest, actor: Actor, form: StandingForm) -> HttpResponse:
    facts: dict[str, Any] = {
        "rows": visit_facts(list(visit_rows(actor, {}).order_by("-asked_at", "-id")[:SHOWN])),
        "standing": standing_now(clock.now(scope.alias())),
        "rule": policy.value(SUPPORT_CONSENT),
        "form": form,
        "may_give": actor.may("support.give_standing"),
    }
    return render(request, "support/visits.html", facts, status=422 if form.is_bound and form.errors else 200)


def _house(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.is_marketplace:
        raise errors.house_only()
    return actor
