"""An answer as people read it: a page, a PDF, and the file for machines."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from shared_apps.crypto.subject import OTHER, WITHHELD
from tenant_apps.documents.commands import render_pdf
from tenant_apps.privacy.queries.words import PLACES

# Rows of a table on the page and on paper; the file for machines has all.
SHOWN = 200
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:")


def pages_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """The answer for a template: what says something, named as people name it, and cut to what can be read."""
    tables = [_readable(table, content["person"]["id"]) for table in content["tables"]]
    return {**content, "tables": tables, "count": sum(table["total"] for table in content["tables"])}


def _readable(table: Mapping[str, Any], person: str) -> dict[str, Any]:
    """Without columns that are empty, or that hold nothing but the person's own id; the file for machines has them."""
    rows = table["rows"][:SHOWN]
    columns = [name for name in table["columns"] if {row.get(name, "") for row in rows} - {"", person}]
    app = table["table"].split(".", 1)[0]
    return {
        **table,
        "name": str(PLACES.get(app, app.capitalize())),
        "columns": columns,
        "lines": [[_cell(row.get(name, "")) for name in columns] for row in rows],
        "is_cut": table["total"] > SHOWN,
    }


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
    if value == WITHHELD:
        return "•••"
    if value == OTHER:
        return _("another person")
    # Moments as people read them, to the minute.
    return value[:16].replace("T", " ") if MOMENT.match(value) else value
