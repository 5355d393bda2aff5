"""One file: a manifest that names every part with its SHA-256, the signature over it, and the parts.

The signature is a signed note (C2SP), as heads of the log are: its first line names the marketplace's evidence, its
second the number of the pack, its third is the SHA-256 of the manifest. Same parts, same bytes: times and modes in the
archive are fixed, and nothing is compressed, so that no byte of the file can change without a part changing.
"""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared_apps.foundation import canonical
from shared_apps.notary.decisions.notes import Checkpoint
from tenant_apps.evidence.types import FORMAT

MANIFEST, NOTE = "manifest.json", "manifest.note"
# The earliest date that an archive can name.
EPOCH = (1980, 1, 1, 0, 0, 0)


def manifest(
    parts: Mapping[str, bytes], *, origin: str, key: str, number: int, made_at: datetime, about: Mapping[str, Any]
) -> bytes:
    """The canonical text that is signed. `about` says what the pack is of, `key` which key signs it and the log."""
    told = {
        "about": dict(about),
        "format": FORMAT,
        "key": key,
        "made_at": made_at.isoformat(),
        "number": number,
        "origin": origin,
        "parts": [
            {"name": name, "sha256": hashlib.sha256(parts[name]).hexdigest(), "size": len(parts[name])}
            for name in sorted(parts)
        ],
    }
    return canonical.dumps(told)


def to_sign(origin: str, number: int, told: bytes) -> Checkpoint:
    return Checkpoint(origin, number, hashlib.sha256(told).digest())


def archive(parts: Mapping[str, bytes], told: bytes, note: str) -> bytes:
    """The zip file, the manifest and its signature first."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name, content in ((MANIFEST, told), (NOTE, note.encode()), *sorted(parts.items())):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_STORED, 0o644 << 16
            packed.writestr(entry, content)
    return out.getvalue()
