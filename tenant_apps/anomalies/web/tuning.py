"""Pages of tuning: every rule with what it found in 30 days, and one with other thresholds tried on those days."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from shared_apps.accounts.web.access import requires
from shared_apps.foundation import clock
from shared_apps.tenancy import scope
from tenant_apps.anomalies.queries import tuning
from tenant_apps.anomalies.types import REGISTRY
from tenant_apps.anomalies.web.pages import actor_of


@requires("anomalies.view_alert")
@require_http_methods(["GET"])
def rule_list_page(request: HttpRequest) -> HttpResponse:
    """Every rule: what it does, and how much it found in 30 days."""
    _marketplace_only(request)
    lines = tuning.rule_lines(clock.now(scope.alias()))
    facts = {"lines": lines, "most": max((one.fired for one in lines), default=0) or 1}
    return render(request, "anomalies/rule_list.html", facts)


@requires("anomalies.view_alert")
@require_http_methods(["GET"])
def rule_page(request: HttpRequest, code: str) -> HttpResponse:
    """One rule: its thresholds, and what others would have found on the same acts."""
    _marketplace_only(request)
    if code not in REGISTRY:
        raise Http404
    wanted = {
        one.name: request.GET.getlist(one.name) if one.kind == "codes" else request.GET.get(one.name, "")[:40]
        for one in REGISTRY[code].settings
    }
    found = tuning.tried(code, wanted, clock.now(scope.alias()))
    facts = {
        "found": found,
        "line": found.line,
        "most": max(found.fired, found.would, 1),
        "asked": any(wanted.values()),
        "may_change": actor_of(request).may("rulesets.view_settings"),
    }
    return render(request, "anomalies/rule_detail.html", facts)


def _marketplace_only(request: HttpRequest) -> None:
    """What is watched, and how closely, is not for companies."""
    if not actor_of(request).is_marketplace:
        raise Http404
