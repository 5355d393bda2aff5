"""The one door for files that a browser takes away: each names its flow and passes the gate first."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from shared_apps.egress import flows, gate

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
    persons: frozenset[str] = frozenset(),
) -> HttpResponse:  # fmt: skip
    """The file as an answer; Blocked, which a page shows as forbidden, where it may not go to who asks.

    `persons` are pseudonyms of those the file tells of, as far as they are counted.
    """
    gate.leave(flow, persons=persons)
    answer = HttpResponse(content, content_type=content_type)
    kind = "inline" if inline else "attachment"
    answer.headers["Content-Disposition"] = content_disposition_header(not inline, name) or kind
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
