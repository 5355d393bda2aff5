"""Pages of transfers: the meter and what was blocked, flows, mechanisms, authorities, statements of residency."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires, to_confirmation
from shared_apps.crypto import register
from shared_apps.egress import flows, policies
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import policy, scope
from shared_apps.ui.acting import actor_of, attempt
from shared_apps.ui.downloads import file_answer
from tenant_apps.transfers import errors
from tenant_apps.transfers.commands import (
    DecideMechanism,
    DecideRequest,
    EndMechanism,
    SeeBlocked,
    approve_mechanism,
    approve_request,
    end_mechanism,
    enter_request,
    hand_over,
    propose_mechanism,
    refuse_request,
    reject_mechanism,
    see_blocked,
)
from tenant_apps.transfers.queries import (
    blocked_rows,
    find_mechanism,
    flow_lines,
    mechanism_rows,
    mechanisms_of,
    meter,
    request_rows,
    requests_of,
    statement_of,
    statement_rows,
)
from tenant_apps.transfers.queries.statements import file_of
from tenant_apps.transfers.web import words
from tenant_apps.transfers.web.forms import MechanismForm, RequestForm

SHOWN = 100
STATEMENT = flows.declare(
    "transfers.statement",
    "download",
    gettext_lazy("Statements of residency"),
    ("technical",),
    to="viewer",
    purpose="evidence",
    basis="duty",
)


@requires("transfers.view_transfer")
@require_http_methods(["GET"])
def transfers_page(request: HttpRequest) -> HttpResponse:
    """How many people's data went where this year, what was blocked, what each country rests on."""
    actor, now = _house(request), clock.now(scope.alias())
    told = meter(now)
    most = max((one.persons for one in told.countries.values()), default=1) or 1
    papers = mechanisms_of(list(mechanism_rows(actor, {}).order_by("state", "country")[:SHOWN]), now)
    blocked = list(blocked_rows(actor, {}).order_by("-last_at", "-id")[:20])
    facts = {
        "meter": told,
        "bands": [(one, words.band_names()[one.code]) for one in told.bands],
        "countries": [(words.country(code), one, most) for code, one in told.countries.items()],
        "papers": [_paper(one) for one in papers if one.state in ("in_force", "proposed")],
        "past": [_paper(one) for one in papers if one.state not in ("in_force", "proposed")],
        "blocked": [
            (row, _title(row.flow), words.country(row.country), words.reasons()[row.reason]) for row in blocked
        ],
        "unseen": any(row.seen_at is None for row in blocked),
        "may_see": actor.may("transfers.see_blocked"),
        "may_propose": actor.may("transfers.propose_mechanism"),
    }
    return render(request, "transfers/overview.html", facts)


@requires("transfers.view_transfer")
@require_http_methods(["GET"])
def flows_page(request: HttpRequest) -> HttpResponse:
    """Every declared way out of the region."""
    _house(request)
    found = flow_lines(clock.now(scope.alias()))
    facts = {
        "lines": [
            (one, flows.WAYS[one.way], [flows.CLASSES[name] for name in one.classes],  # type: ignore[index]
             str(register.BASES.get(one.basis, one.basis)), words.exempts().get(one.exempt, ""))
            for one in found
        ],
        "most": max((one.passed for one in found), default=1) or 1,
    }  # fmt: skip
    return render(request, "transfers/flows.html", facts)


@requires("transfers.propose_mechanism")
@require_http_methods(["GET", "POST"])
def mechanism_new(request: HttpRequest) -> HttpResponse:
    """Propose what transfers to a country rest on."""
    actor = _house(request)
    # A file cannot wait while somebody proves who they are: the proof comes first.
    if not actor.fresh_factor:
        return to_confirmation(request)
    admitted = frozenset(policy.value(policies.ROUTE))
    form = MechanismForm(request.POST or None, request.FILES or None, admitted=admitted)
    if request.method == "POST" and form.is_valid() and form.send(propose_mechanism, actor, form.input()):
        return HttpResponseRedirect(reverse("transfers:mechanism", args=[form.result.mechanism_id]))
    return render(request, "transfers/mechanism_new.html", {"form": form}, status=422 if form.errors else 200)


@requires("transfers.view_transfer")
@require_http_methods(["GET"])
def mechanism_page(request: HttpRequest, mechanism_id: UUID) -> HttpResponse:
    """One mechanism with its paper, and what is to be decided about it."""
    actor = _house(request)
    paper = find_mechanism(actor, mechanism_id, clock.now(scope.alias()))
    facts = {
        "one": _paper(paper),
        "may_approve": paper.state == "proposed" and actor.may("transfers.approve_mechanism"),
        "may_reject": paper.state == "proposed" and actor.may("transfers.reject_mechanism"),
        "may_end": paper.state == "in_force" and actor.may("transfers.end_mechanism"),
    }
    return render(request, "transfers/mechanism.html", facts)


@require_POST
@requires("transfers.approve_mechanism")
def mechanism_approve(request: HttpRequest, mechanism_id: UUID) -> HttpResponse:
    """Put it in force as the second person."""
    data = DecideMechanism(mechanism_id=mechanism_id, edition=_edition(request))
    attempt(request, approve_mechanism, data, _("It is in force."))
    return HttpResponseRedirect(reverse("transfers:mechanism", args=[mechanism_id]))


@require_POST
@requires("transfers.reject_mechanism")
def mechanism_reject(request: HttpRequest, mechanism_id: UUID) -> HttpResponse:
    """Reject it, or take one's own proposal back."""
    data = DecideMechanism(
        mechanism_id=mechanism_id, edition=_edition(request), reason=request.POST.get("reason", "")[:300]
    )
    attempt(request, reject_mechanism, data, _("The proposal has ended."))
    return HttpResponseRedirect(reverse("transfers:mechanism", args=[mechanism_id]))


@require_POST
@requires("transfers.end_mechanism")
def mechanism_end(request: HttpRequest, mechanism_id: UUID) -> HttpResponse:
    """End it at once."""
    attempt(request, end_mechanism, EndMechanism(mechanism_id=mechanism_id), _("It has ended."))
    return HttpResponseRedirect(reverse("transfers:transfers"))


@require_POST
@requires("transfers.see_blocked")
def blocked_seen(request: HttpRequest) -> HttpResponse:
    """Mark what was blocked as looked at."""
    attempt(request, see_blocked, SeeBlocked(), _("Marked as seen."))
    return HttpResponseRedirect(reverse("transfers:transfers"))


@requires("transfers.view_transfer")
@require_http_methods(["GET"])
def requests_page(request: HttpRequest) -> HttpResponse:
    """What foreign authorities asked for."""
    actor = _house(request)
    found = requests_of(list(request_rows(actor, {}).order_by("-number")[:SHOWN]), actor.id)
    facts = {
        "rows": [(one, words.country(one.country)) for one in found],
        "may_enter": actor.may("transfers.enter_request"),
        "may_approve": actor.may("transfers.approve_request"),
        "may_hand_over": actor.may("transfers.hand_over"),
    }
    return render(request, "transfers/requests.html", facts)


@requires("transfers.enter_request")
@require_http_methods(["GET", "POST"])
def request_new(request: HttpRequest) -> HttpResponse:
    """Enter what an authority asks for."""
    actor = _house(request)
    form = RequestForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and form.send(enter_request, actor, form.input()):
        return HttpResponseRedirect(reverse("transfers:requests"))
    return render(request, "transfers/request_new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@requires("transfers.approve_request")
def request_approve(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Approve it as one of the people whom the law asks for."""
    attempt(request, approve_request, DecideRequest(request_id=request_id), _("Approved."))
    return HttpResponseRedirect(reverse("transfers:requests"))


@require_POST
@requires("transfers.approve_request")
def request_refuse(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Refuse it, with a reason."""
    data = DecideRequest(request_id=request_id, reason=request.POST.get("reason", "")[:300])
    attempt(request, refuse_request, data, _("Refused."))
    return HttpResponseRedirect(reverse("transfers:requests"))


@require_POST
@requires("transfers.hand_over")
def request_hand_over(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Note that it was answered."""
    attempt(request, hand_over, DecideRequest(request_id=request_id), _("Noted: it was handed over."))
    return HttpResponseRedirect(reverse("transfers:requests"))


@requires("transfers.view_transfer")
@require_http_methods(["GET"])
def statements_page(request: HttpRequest) -> HttpResponse:
    """The statements, one a day, and the newest in words."""
    actor = _house(request)
    newest = statement_of(actor, None)
    facts = {
        "rows": list(statement_rows(actor, {}).order_by("-day")[:SHOWN]),
        "newest": newest,
        "told": words.statement(newest.body) if newest is not None else None,
    }
    return render(request, "transfers/statements.html", facts)


@requires("transfers.view_transfer")
@require_http_methods(["GET"])
def statement_file(request: HttpRequest, day: str) -> HttpResponse:
    """A statement with its signature, as a file that the verifier checks offline."""
    actor = _house(request)
    try:
        row = statement_of(actor, date.fromisoformat(day))
    except ValueError as error:
        raise Http404 from error
    if row is None:
        raise Http404
    return file_answer(STATEMENT, file_of(row), "application/json", f"residency-{row.day.isoformat()}.json")


def _house(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.is_marketplace:
        raise errors.house_only()
    return actor


def _edition(request: HttpRequest) -> int:
    told = request.POST.get("edition", "")
    return int(told) if told.isdecimal() and len(told) < 9 else 0


def _title(flow: str) -> str:
    known = flows.REGISTRY.get(flow)
    return str(known.title) if known is not None else _("Undeclared: %(flow)s") % {"flow": flow}


def _paper(one: Any) -> dict[str, Any]:
    return {
        "facts": one,
        "country": words.country(one.country),
        "mechanism": dict(policies.MECHANISMS).get(one.mechanism, one.mechanism),
        "why_not": words.why_nots().get(one.why_not, ""),
    }
