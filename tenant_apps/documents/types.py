"""What other apps get to know of a document."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    id: UUID
    kind: str
    title: str
    content_type: str
    size_bytes: int
    sha256: str
    target: str
    target_id: UUID
    created_at: datetime

    @property
    def file_name(self) -> str:
        """A name to save it under."""
        ending = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "text/csv": "csv"}
        return f"{self.title}.{ending.get(self.content_type, 'bin')}"
