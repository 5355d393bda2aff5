"""Reads of evidence: packs that were asked for, what goes into one, drills of restoring."""

from tenant_apps.evidence.queries.drills import DrillLine, drill_lines, drill_rows, due_at, find_drill, newest_drills
from tenant_apps.evidence.queries.packs import PackLine, file_of, find_pack, pack_lines, pack_rows

__all__ = [
    "DrillLine", "PackLine", "drill_lines", "drill_rows", "due_at", "file_of", "find_drill", "find_pack",
    "newest_drills", "pack_lines", "pack_rows",
]  # fmt: skip
