"""Reads of evidence: packs that were asked for, and what goes into one."""

from tenant_apps.evidence.queries.packs import PackLine, file_of, find_pack, pack_lines, pack_rows

__all__ = ["PackLine", "file_of", "find_pack", "pack_lines", "pack_rows"]
