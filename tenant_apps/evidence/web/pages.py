"""Evidence packs: ask for one, see how far it is, take it away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.api.paging import cut
from shared_apps.egress import flows
from shared_apps.foundation.refusals import Refusal
from shared_apps.ui import lists
from shared_apps.ui.acting import actor_of, attempt
from shared_apps.ui.downloads import file_answer
from tenant_apps.evidence.commands import TakePack, ask_pack, take_pack
from tenant_apps.evidence.queries import due_at, file_of, newest_drills, pack_lines, pack_rows
from tenant_apps.evidence.web.forms import AskForm

PAGE = 20
PACK = flows.declare(
    "evidence.pack",
    "download",
    gettext_lazy("Evidence packs"),
    ("pseudonym", "business", "technical"),
    to="viewer",
    purpose="evidence",
    basis="duty",
)


@requires("evidence.view_packs")
@require_http_methods(["GET"])
def packs_page(request: HttpRequest) -> HttpResponse:
    """All packs, the newest first, and the form for another."""
    return _page(request, AskForm())


@requires("evidence.view_packs")
@require_http_methods(["GET"])
def packs_list(request: HttpRequest) -> HttpResponse:
    """The list alone, which the page asks for while a pack is being made."""
    return render(request, "evidence/_packs.html", _list(request))


@require_POST
@requires("evidence.ask_pack")
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a pack; it needs a fresh proof of who asks."""
    actor = actor_of(request)
    if not actor.is_marketplace:
        raise Http404
    form = AskForm(request.POST)
    if form.is_valid() and form.send(ask_pack, actor, form.input()):
        messages.success(request, _("Pack %(number)s is being made.") % {"number": form.result.number})
        return HttpResponseRedirect(reverse("evidence:packs"))
    return _page(request, form, status=422)


@require_POST
@requires("evidence.take_pack")
def take(request: HttpRequest, pack_id: UUID) -> HttpResponse:
    """Download a pack; the log keeps that it was taken."""
    taken = attempt(request, take_pack, TakePack(pack_id=pack_id))
    if taken is None:
        return HttpResponseRedirect(reverse("evidence:packs"))
    return file_answer(PACK, file_of(actor_of(request), pack_id), "application/zip", f"evidence-{taken.number}.zip")


def _page(request: HttpRequest, form: AskForm, status: int = 200) -> HttpResponse:
    facts = {**_list(request), "form": form, "drills": newest_drills(actor_of(request)), "due_at": due_at()}
    return render(request, "evidence/packs.html", facts, status=status)


def _list(request: HttpRequest) -> dict[str, Any]:
    actor = actor_of(request)
    if not actor.is_marketplace:
        raise Http404
    try:
        page = cut(pack_rows(actor, {}), "packs", cursor=request.GET.get("cursor"), limit=PAGE)
    except Refusal as refusal:
        raise Http404 from refusal
    rows = pack_lines(page.rows)
    return {
        "rows": rows,
        "pager": lists.pager(request, {}, page.next_cursor),
        "is_waiting": any(one.state == "asked" for one in rows),
        "may_ask": actor.may(ask_pack.permission),
        "may_take": actor.may(take_pack.permission),
    }
