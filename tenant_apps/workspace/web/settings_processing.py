"""Records of processing: which data of whom is kept, why, how long and how, made from the register of personal data."""

from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shared_apps.accounts.web.access import requires
from shared_apps.crypto import register
from shared_apps.egress import flows
from shared_apps.tenancy import scope
from shared_apps.ui.downloads import file_answer
from tenant_apps.workspace.web.settings_shared import house_of, index_of

RECORDS = flows.declare(
    "workspace.records",
    "download",
    _("Records of processing"),
    ("technical",),
    to="viewer",
    purpose="evidence",
    basis="duty",
)


@requires("rulesets.view_settings")
@require_http_methods(["GET"])
def processing_page(request: HttpRequest) -> HttpResponse:
    """One panel for each kind of people, one row for each purpose."""
    actor = house_of(request)
    groups: dict[str, list[dict[str, Any]]] = {}
    for line in _records():
        groups.setdefault(str(register.WHOSE[line.whose]), []).append(
            {
                "purpose": register.PURPOSES[line.purpose],
                "basis": register.BASES[line.basis],
                "retention": register.RETENTION[line.retention],
                "sensitive": line.sensitive,
                "ways": [(way, register.WAYS[way]) for way in line.ways],
                "entries": [(name_of(one), register.WAYS[one.kept], one.why_plain) for one in line.entries],
            }
        )
    facts = {"entries": index_of(actor, "processing"), "groups": list(groups.items())}
    return render(request, "workspace/settings_processing.html", facts)


@requires("rulesets.view_settings")
@require_http_methods(["GET"])
def processing_export(request: HttpRequest) -> HttpResponse:
    """The same as a file for an authority or an auditor, with every column."""
    house_of(request)
    told = {
        "marketplace": scope.tenant().name,
        "region": scope.tenant().region,
        "records": [
            {
                "whose": str(register.WHOSE[line.whose]),
                "purpose": str(register.PURPOSES[line.purpose]),
                "basis": str(register.BASES[line.basis]),
                "retention": str(register.RETENTION[line.retention]),
                "sensitive": line.sensitive,
                "columns": [
                    {
                        "column": name_of(one),
                        "class": one.data_class,
                        "kept": str(register.WAYS[one.kept]),
                        **({"why_plain": str(one.why_plain)} if one.why_plain else {}),
                    }
                    for one in line.entries
                ],
            }
            for line in _records()
        ],
    }
    text = msgspec.json.format(msgspec.json.encode(told), indent=2)
    return file_answer(RECORDS, text, "application/json", "records-of-processing.json")


def name_of(entry: register.Entry) -> str:
    """`parties.Company.tax_id`, or `approvals.ApprovalRequest.facts:requester` for a key of a JSON column."""
    return f"{entry.model}.{entry.column}" + (f":{entry.key}" if entry.key else "")


def _records() -> list[register.Processing]:
    """Those of the tables that a marketplace has; what only the control plane keeps is not its processing."""
    return list(register.records(lambda model: model.split(".", 1)[0] in settings.TENANT_LABELS))
