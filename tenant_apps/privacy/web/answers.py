"""An answer as people read it: a page, a PDF, and the file for machines."""

from collections.abc import Mapping
from typing import Any

import msgspec
from django.http import Http404, HttpResponse

from shared_apps.crypto.subject import WITHHELD
from tenant_apps.documents.commands import render_pdf

# Rows of a table on the page and on paper; the file for machines has all.
SHOWN = 200


def pages_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """The answer for a template: rows as lists, cut to what can be read."""
    tables = [
        {
            **table,
            "lines": [[_cell(row.get(name, "")) for name in table["columns"]] for row in table["rows"][:SHOWN]],
            "is_cut": table["total"] > SHOWN,
        }
        for table in content["tables"]
    ]
    return {**content, "tables": tables, "count": sum(table["total"] for table in content["tables"])}


def file_of(content: Mapping[str, Any], form: str) -> HttpResponse:
    """As JSON or PDF; 404 for anything else."""
    if form == "json":
        answer = HttpResponse(
            msgspec.json.format(msgspec.json.encode(content), indent=1), content_type="application/json"
        )
    elif form == "pdf":
        answer = HttpResponse(render_pdf("subject_answer", pages_of(content)), content_type="application/pdf")
    else:
        raise Http404
    answer["Content-Disposition"] = f'attachment; filename="{content["request"]}.{form}"'
    return answer


def _cell(value: str) -> str:
    return "•••" if value == WITHHELD else value
