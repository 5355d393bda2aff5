"""The state of a sealed tender: everything its acts have said so far. Before the opening it knows no price."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from tenant_apps.trading.engines.vault.decisions import merkle
from tenant_apps.trading.engines.vault.decisions.contents import Content, names_of
from tenant_apps.trading.engines.vault.decisions.sealing import Name
from tenant_apps.trading.engines.vault.decisions.tender import Tender
from tenant_apps.trading.kernel.decisions.engine import LotTerms


class SealedBid(msgspec.Struct, frozen=True):
    """A sealed bid. `gone` is empty while it stands, else `replaced` or `withdrawn`."""

    seq: int
    company: UUID
    commitments: dict[str, str]
    checks: dict[str, tuple[str, ...]]
    gone: str = ""

    @property
    def entry(self) -> bytes:
        """What the commitment root covers of it."""
        return "|".join([str(self.seq), *(self.commitments[name] for name in sorted(self.commitments))]).encode()


class Opening(msgspec.Struct, frozen=True):
    """One envelope of every bid: which openers have come, what they opened, whether it is over."""

    openers: tuple[int, ...] = ()
    contents: dict[int, Content] = {}
    over: bool = False


class Justification(msgspec.Struct, frozen=True):
    """Why a price that looks abnormal holds. `verdict` is empty, `accepted` or `rejected`."""

    text: str
    verdict: str = ""


class Objection(msgspec.Struct, frozen=True):
    """What a participant holds against the published candidates. `verdict` is empty, `upheld` or `rejected`."""

    company: UUID
    text: str
    at: datetime
    bid: int | None = None
    verdict: str = ""
    answer: str = ""


class Beacon(msgspec.Struct, frozen=True):
    """A public source of chance. `at` is when its value is published; `name` says which lottery."""

    kind: str
    at: datetime
    name: str = ""


class VaultState(msgspec.Struct, frozen=True):
    """`out` are bids that count no more, with the reason; `sheets` are marks by scorer, bid and criterion.

    `first` and `first_root` are the proposals of a first stage, after it; `published` the candidates that stand open to
    objections, which are known by the number of their act.
    """

    lot: str
    terms: LotTerms
    rules: dict[str, Any]
    tender: Tender | None = None
    bids: tuple[SealedBid, ...] = ()
    root: str = ""
    openings: dict[str, Opening] = {}
    opening_since: datetime | None = None
    out: dict[int, str] = {}
    sheets: dict[int, dict[int, dict[str, str]]] = {}
    locked: tuple[int, ...] = ()
    admitted: bool = False
    justifications: dict[int, Justification] = {}
    awarded: int | None = None
    award_reason: str = ""
    first: tuple[SealedBid, ...] = ()
    first_root: str = ""
    invited: tuple[UUID, ...] = ()
    final_terms: str = ""
    beacon: Beacon | None = None
    beacon_value: str = ""
    published: tuple[int, ...] = ()
    published_at: datetime | None = None
    objections: dict[int, Objection] = {}
    ended_at: datetime | None = None
    end_reason: str = ""

    @property
    def deadline(self) -> datetime:
        if self.terms.ends_at is None:
            raise ValueError("a tender has a deadline")
        return self.terms.ends_at

    @property
    def is_two_stage(self) -> bool:
        return self.rules.get("format") == "two_stage"

    @property
    def names(self) -> tuple[Name, ...]:
        """The envelopes of a bid now, in the order in which they are opened: one in each of two stages."""
        every = names_of(self.rules)
        if not self.is_two_stage:
            return every
        return every[1:] if self.admitted else every[:1]

    @property
    def awaits_admission(self) -> bool:
        return len(names_of(self.rules)) == 2 and not self.admitted

    @property
    def awaits_invitation(self) -> bool:
        return self.is_two_stage and not self.admitted

    @property
    def proposals(self) -> tuple[SealedBid, ...]:
        """The bids that are judged: those of the first stage where there are two."""
        return tuple(bid for bid in self.first if not bid.gone) if self.first else self.standing

    def basis(self, seq: int) -> int:
        """The number of the bid that was judged for this one: the same, or its company's of the first stage."""
        company = next((bid.company for bid in self.bids if bid.seq == seq), None)
        return next((bid.seq for bid in self.proposals if bid.company == company), seq) if self.first else seq

    @property
    def standing(self) -> tuple[SealedBid, ...]:
        """Bids that were neither replaced nor withdrawn, in the order of the ledger."""
        return tuple(bid for bid in self.bids if not bid.gone)

    @property
    def live(self) -> tuple[SealedBid, ...]:
        """Those of them that still count."""
        return tuple(bid for bid in self.standing if bid.seq not in self.out)

    def opening(self, name: str) -> Opening:
        return self.openings.get(name, Opening())

    @property
    def reveals(self) -> bool:
        """Whether bidders open their own bids, without openers."""
        return self.rules.get("sealing") == "commit_reveal"

    @property
    def reveal_until(self) -> datetime | None:
        """Until when they have to, once the envelope is due."""
        if not self.reveals or self.opening_since is None:
            return None
        return self.opening_since + timedelta(minutes=int(self.rules.get("reveal_minutes", 0)))

    @property
    def to_open(self) -> Name | None:
        """The envelope that openers may open now."""
        if not self.root or self.ended_at is not None:
            return None
        if not self.opening(self.names[0]).over:
            return self.names[0]
        if len(self.names) == 2 and self.admitted and not self.opening("price").over:
            return "price"
        return None

    @property
    def to_score(self) -> bool:
        """Whether sheets may be written: after what is judged was opened, before a second envelope is."""
        if self.tender is None or not self.tender.judged or self.ended_at is not None:
            return False
        return self.opening(self.names[0]).over and not self.admitted

    @property
    def price_open(self) -> bool:
        return self.opening("price").over

    def bid(self, seq: Any) -> SealedBid | None:
        """A standing bid by its number."""
        return next((bid for bid in self.standing if bid.seq == seq), None) if type(seq) is int else None

    def content(self, name: str, seq: int) -> Content | None:
        return self.opening(name).contents.get(seq)

    def phase(self, now: datetime) -> str:
        if self.ended_at is not None:
            return "ended"
        if now < self.terms.opens_at:
            return "before"
        if now < self.deadline:
            return "bidding"
        if not self.root:
            return "sealing"
        if self.to_open is not None:
            return f"opening_{self.to_open}"
        if self.awaits_admission:
            return "admission"
        if self.published_at is None:
            return "evaluation"
        days = timedelta(days=int(self.rules.get("standstill_days", 0)))
        return "standstill" if now < self.published_at + days else "award"


def root_of(bids: tuple[SealedBid, ...]) -> str:
    return merkle.root([bid.entry for bid in bids]).hex()


def dump_state(state: VaultState) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(state, str_keys=True)
    return found


def load_state(stored: Mapping[str, Any]) -> VaultState:
    return msgspec.convert(dict(stored), VaultState, strict=False, str_keys=True)
