"""Tell companies in time that a paper of theirs ends."""

from collections import defaultdict
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.outbox import jobs
from tenant_apps.catalogue.rules import REMINDER_DAYS
from tenant_apps.parties.commands import NoteEndings, note_endings
from tenant_apps.rulesets.queries import effective

LETTER_JOB = "catalogue.licence_letter"


class RemindLicences(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Reminded(msgspec.Struct, frozen=True, kw_only=True):
    papers: int


@command("catalogue.remind_licences", input=RemindLicences, system_only=True)
def remind_licences(ctx: Context, data: RemindLicences) -> Reminded:
    """Owe one letter a company about all its papers that end within the days of the rule, each paper once."""
    days = int(str(effective(REMINDER_DAYS).value))
    if not days:
        return Reminded(papers=0)
    found = ctx.call(note_endings, NoteEndings(days=days)).papers
    mine: dict[UUID, list[str]] = defaultdict(list)
    for paper in found:
        mine[paper.company_id].append(str(paper.id))
    for company_id, ids in mine.items():
        jobs.enqueue(LETTER_JOB, f"Licences that end: {len(ids)}", {"company": str(company_id), "ids": ids}, at=ctx.now)
    faultpoint("catalogue.remind_licences.before_commit")
    if found:
        ctx.audit(target="parties.qualification", target_id="", facts={"reminded": len(found), "days": days})
    return Reminded(papers=len(found))
