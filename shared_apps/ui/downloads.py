"""The one door for files that a browser takes away: each names its flow and passes the gate first."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from shared_apps.egress import flows, gate
from shared_apps.ui.hiding import FOR_BLANKS

LIST = flows.declare(
    "ui.list",
    "download",
    _("Lists as files"),
    ("business", "personal"),
    to="viewer",
    purpose="trade",
    basis="contract",
    exempt="contract",
)


def file_answer(
    flow: str, content: bytes | str, content_type: str, name: str, *, inline: bool = False,
    persons: frozenset[str] = frozenset(), has_blanks: bool = False,
) -> HttpResponse:  # fmt: skip
    """The file as an answer; Blocked, which a page shows as forbidden, where it may not go to who asks.

    `persons` are pseudonyms of those the file tells of, as far as they are counted. `has_blanks`: it was made without
    what is hidden from who asks (`ui/hiding.py`), or shows nothing that anybody hides; others get no file otherwise.
    """
    gate.leave(flow, persons=persons)
    answer = HttpResponse(content, content_type=content_type)
    kind = "inline" if inline else "attachment"
    answer.headers["Content-Disposition"] = content_disposition_header(not inline, name) or kind
    answer.headers["Cache-Control"] = "private, no-store"
    setattr(answer, FOR_BLANKS, has_blanks)
    return answer
