"""What a flow is: one way in which data leave a region, with what it carries, to whom, why and on what basis."""

from dataclasses import dataclass
from typing import Any, Literal

Way = Literal["mail", "request", "download", "support", "control", "head", "store", "authority"]
DataClass = Literal["technical", "business", "free_text", "pseudonym", "personal", "sensitive", "important", "core"]
# Where it goes: to the country of a company or of who looks, into the control plane, to everybody, to a region's store.
To = Literal["recipient", "viewer", "control", "world", "region"]
# Purposes that laws exempt from mechanism and count: what somebody is told about themselves or by contract with them,
# staff matters, emergencies, trade without data of people, transit.
Exempt = Literal["", "contract", "hr", "emergency", "trade", "transit"]

PERSONAL: frozenset[str] = frozenset({"pseudonym", "personal", "sensitive"})
GUARDED: frozenset[str] = frozenset({"important", "core"})

# Nobody has so many: no band.
NO_BAND = 999_999_999


@dataclass(frozen=True, slots=True)
class Flow:
    """One way out. `exempt` names the purpose for which laws ask neither mechanism nor count, if they allow it.

    `asks` is the code of a purpose that people consent or object to (`tenant_apps/privacy`): it leaves only for people
    whose data the purpose may use, each named when it leaves. What rests on consent has to name one.
    """

    code: str
    way: Way
    title: Any
    classes: frozenset[str]
    to: To
    purpose: str
    basis: str
    exempt: Exempt = ""
    asks: str = ""

    @property
    def has_people(self) -> bool:
        """Whether it says something of people."""
        return bool(self.classes & PERSONAL)

    @property
    def is_guarded(self) -> bool:
        """Whether it carries data of which laws say that they are important to the country."""
        return bool(self.classes & GUARDED)
