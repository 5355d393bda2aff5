"""Try the rules before they bind: a past event again, or made-up bidders, under the draft and without it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from shared_apps.accounts.web.access import requires
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotFound
from tenant_apps.rulesets.queries import current_draft, effective, group_name, value_text
from tenant_apps.rulesets.types import REGISTRY
from tenant_apps.trading.kernel.queries import simulations
from tenant_apps.workspace.web.settings_shared import house_of, index_of, mode_rank
from tenant_apps.workspace.web.simulation_forms import BiddersForm
from tenant_apps.workspace.web.simulation_rows import course_rows, figure_rows, price_chart


@requires("rulesets.view_settings")
@require_http_methods(["GET"])
def simulation_page(request: HttpRequest, mode: str) -> HttpResponse:
    """`?event=` replays a past event; with the fields of the form made-up bidders play. Nothing is written."""
    actor = house_of(request)
    modes = sorted(simulations.modes_to_simulate(_offered()), key=mode_rank)
    if mode not in modes:
        raise Http404
    draft = current_draft()
    facts: dict[str, Any] = {
        "entries": index_of(actor, "simulation", draft),
        "mode": mode,
        "modes": [(code, group_name(code)) for code in modes],
        "title": group_name(mode),
        "draft": draft,
        "past": simulations.past_events(actor, mode),
    }
    if "event" in request.GET:
        return _replayed(request, actor, facts)
    if not simulations.has_bidders(mode):
        return render(request, "workspace/settings_simulation.html", facts)
    return _played(request, actor, mode, facts)


def _replayed(request: HttpRequest, actor: Actor, facts: dict[str, Any]) -> HttpResponse:
    try:
        found = simulations.replay_event(actor, UUID(request.GET["event"]))
    except (ValueError, NotFound) as error:
        raise Http404 from error
    shown = {
        "replayed": found,
        "changed": _changes(facts["mode"], found.changed),
        "rows": course_rows(found.own, found.drafted, found.currency),
    }
    return render(request, "workspace/settings_simulation.html", facts | shown)


def _played(request: HttpRequest, actor: Actor, mode: str, facts: dict[str, Any]) -> HttpResponse:
    asked = "lowest" in request.GET
    form = BiddersForm(request.GET if asked else None, mode=mode, currency=str(effective("general.currency").value))
    shown: dict[str, Any] = {"form": form}
    if asked and form.is_valid():
        found = simulations.simulate(actor, mode, form.wish(), form.given())
        shown |= {"compared": found, "changed": _changes(mode, found.changed)}
        if found.in_force is not None and found.drafted is not None:
            both = found.in_force, found.drafted if found.changed else None
            shown |= {"rows": figure_rows(*both, form.currency), "chart": price_chart(*both)}
    status = 422 if form.errors else 200
    return render(request, "workspace/settings_simulation.html", facts | shown, status=status)


def _changes(mode: str, changed: Any) -> list[tuple[str, str, str]]:
    rules = [(REGISTRY[f"{mode}.{name}"], before, after) for name, (before, after) in changed.items()]
    return [(str(rule.label), value_text(rule, before), value_text(rule, after)) for rule, before, after in rules]


def _offered() -> list[str]:
    value = effective("trading.modes").value
    return [str(code) for code in value] if isinstance(value, list | tuple) else []
