"""Which papers end soon, each said once."""

from datetime import date, timedelta

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.parties.models import Qualification
from tenant_apps.parties.queries import papers_ending
from tenant_apps.parties.types import PaperEnding


class NoteEndings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`days`: so many days before its last one a paper ends soon."""

    days: int


class EndingsNoted(msgspec.Struct, frozen=True, kw_only=True):
    papers: list[PaperEnding]


@command("parties.note_endings", input=NoteEndings, system_only=True)
def note_endings(ctx: Context, data: NoteEndings) -> EndingsNoted:
    """Mark the papers that end soon and have not been spoken of, and name them to whoever writes the letters."""
    today: date = ctx.now.date()
    found = papers_ending(today, today + timedelta(days=data.days))
    Qualification.objects.filter(pk__in=[one.id for one in found]).update(reminded_at=ctx.now)
    if found:
        ctx.audit(target="parties.qualification", target_id="", facts={"ending": len(found)})
    return EndingsNoted(papers=found)
