"""An answer as people read it: a page, a PDF, and the file for machines."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.crypto.subject import OTHER, WITHHELD
from shared_apps.egress import flows
from shared_apps.ui.downloads import file_answer
from tenant_apps.documents.commands import render_pdf
from tenant_apps.privacy.queries.words import PLACES

# Rows of a table on the page and on paper; the file for machines has all.
SHOWN = 200
ANSWER = flows.declare(
    "privacy.answer",
    "download",
    gettext_lazy("Answers to requests of persons"),
    ("personal", "business", "free_text"),
    to="viewer",
    purpose="evidence",
    basis="duty",
    exempt="contract",
)
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


def file_of(content: Mapping[str, Any], form: str, subject_id: UUID | None = None) -> HttpResponse:
    """As JSON or PDF; 404 for anything else. `subject_id` is whose answer it is, where they have an account."""
    people = frozenset() if subject_id is None else frozenset({str(subject_id)})
    if form == "json":
        text = msgspec.json.format(msgspec.json.encode(content), indent=1)
        return file_answer(ANSWER, text, "application/json", f"{content['request']}.json", persons=people)
    if form == "pdf":
        pdf = render_pdf("subject_answer", pages_of(content))
        return file_answer(ANSWER, pdf, "application/pdf", f"{content['request']}.pdf", persons=people)
    raise Http404


def _cell(value: str) -> str:
    if value == WITHHELD:
        return "•••"
    if value == OTHER:
        return _("another person")
    # Moments as people read them, to the minute.
    return value[:16].replace("T", " ") if MOMENT.match(value) else value
