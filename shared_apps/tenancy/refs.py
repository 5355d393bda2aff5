"""`TenantRef`: everything a process needs to know to work for one marketplace."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

State = Literal["provisioning", "active", "frozen", "suspended", "closing", "erased", "provision_failed"]


@dataclass(frozen=True, slots=True)
class TenantRef:
    """Where a marketplace lives. `alias == ""` means that its region is not served by this process."""

    id: UUID
    slug: str
    name: str
    schema_name: str
    role: str
    region: str
    alias: str
    state: State
    kind: str = "prod"

    @property
    def is_sandbox(self) -> bool:
        """Whether it was opened for trying out."""
        return self.kind == "sandbox"

    @property
    def key(self) -> str:
        """The text that separates this tenant's cache keys, signing keys and files from all others."""
        return f"{self.region}:{self.id}:{self.schema_name}"


@dataclass(frozen=True, slots=True)
class ControlRef:
    """The control plane as a scope. It has no tenant and no region."""

    alias: str = "control"

    @property
    def key(self) -> str:
        return "control"


CONTROL = ControlRef()

Ref = TenantRef | ControlRef
