"""The page on which an event without a result is run again."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shared_apps.accounts.web.access import requires
from shared_apps.foundation.actor import Actor
from tenant_apps.trading.kernel.web.events import find_room
from tenant_apps.trading.second_try.commands import rerun_event
from tenant_apps.trading.second_try.queries import links_of
from tenant_apps.trading.second_try.web.forms import RerunForm


@requires("trading.rerun_event")
@require_http_methods(["GET", "POST"])
def rerun_page(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Run an event again."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = find_room(actor, event_id)
    links = links_of(actor, event_id)
    if links is None or not links.may_rerun:
        raise Http404
    form = RerunForm(
        request.POST or None, winners=links.winners, most_percent=links.most_percent, side=found.side,
        initial={"changed_percent": "0"},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and form.send(rerun_event, actor, form.input(event_id)):
        messages.success(request, _("%(number)s is published.") % {"number": form.result.number})
        return HttpResponseRedirect(reverse("trading:event", args=[form.result.event_id]))
    facts = {"form": form, "room": found}
    return render(request, "second_try/rerun.html", facts, status=422 if form.errors else 200)
