"""The reference of the rules of one group: every rule with type, range, default, help, law; and its JSON Schema."""

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from shared_apps.accounts.web.access import requires
from tenant_apps.rulesets.queries import group_name, groups, kind_name, range_text, schema_of, value_text
from tenant_apps.rulesets.types import REGISTRY, list_rules
from tenant_apps.workspace.web.settings_shared import actor_of, index_of, url_of


@requires("rulesets.view_settings")
@require_http_methods(["GET"])
def reference_page(request: HttpRequest, group: str) -> HttpResponse:
    """All rules of a group, whatever they depend on."""
    if group not in groups():
        raise Http404
    lines = []
    for rule in list_rules(group):
        condition = rule.condition
        on = REGISTRY.get(condition[0]) if condition else None
        lines.append(
            {
                "rule": rule,
                "kind": kind_name(rule.kind),
                "range": range_text(rule) or ", ".join(str(label) for _code, label in rule.choices),
                "default": value_text(rule, rule.default),
                "on": on.label if on else "",
                "on_values": ", ".join(value_text(on, one) for one in condition[1]) if on and condition else "",
            }
        )
    facts = {
        "entries": index_of(actor_of(request), group),
        "title": group_name(group),
        "group": group,
        "back": url_of(group),
        "lines": lines,
    }
    return render(request, "workspace/settings_reference.html", facts)


@requires("rulesets.view_settings")
@require_http_methods(["GET"])
def reference_schema(request: HttpRequest, group: str) -> HttpResponse:
    """The JSON Schema of a group with the bounds in force."""
    if group not in groups():
        raise Http404
    text = msgspec.json.format(msgspec.json.encode(schema_of(group)), indent=2)
    return HttpResponse(text, content_type="application/schema+json")
