"""What opened bids have in common that bids made apart seldom have. Facts alone: they prove nothing."""

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import msgspec

from tenant_apps.trading.engines.vault.decisions.contents import names_of
from tenant_apps.trading.engines.vault.decisions.figures import text
from tenant_apps.trading.engines.vault.decisions.state import VaultState

# A shorter remark, such as "four weeks", is nothing that two would not write.
LEAST_WORDS = 5


class Sign(msgspec.Struct, frozen=True):
    """`kind` is `same_gap`, `same_words` or `same_account`; `fact` the difference, the digest, or who it was."""

    kind: str
    bids: tuple[int, ...]
    fact: str


def signs_of(state: VaultState, accounts: Sequence[tuple[str, int]] = ()) -> tuple[Sign, ...]:
    """`accounts` are who handed in which bid. Nothing before the prices are open."""
    if not state.price_open:
        return ()
    return (*_gaps(state), *_words(state), *_accounts(state, accounts))


def _gaps(state: VaultState) -> list[Sign]:
    """Three or more prices that follow each other at one and the same distance, the longest runs."""
    prices = sorted(
        (content.price, seq) for seq, content in state.opening("price").contents.items() if content.price is not None
    )
    found: list[Sign] = []
    run: list[int] = []
    gap = Decimal(0)
    for (low, one), (high, other) in pairwise(prices):
        if run and high - low == gap:
            run.append(other)
            continue
        found += _run(run, gap)
        run, gap = [one, other], high - low
    return found + _run(run, gap)


def _run(run: list[int], gap: Decimal) -> list[Sign]:
    return [Sign("same_gap", tuple(run), text(gap))] if len(run) >= 3 and gap > 0 else []


def _words(state: VaultState) -> list[Sign]:
    """Statements that are the same but for blanks and capitals."""
    known: dict[str, list[int]] = {}
    for name in names_of(state.rules):
        for seq, content in state.opening(name).contents.items():
            words = content.statement.casefold().split()
            if len(words) >= LEAST_WORDS or len("".join(words)) >= 4 * LEAST_WORDS:
                known.setdefault(f"{name} {' '.join(words)}", []).append(seq)
    return [
        Sign("same_words", tuple(sorted(seqs)), hashlib.sha256(words.partition(" ")[2].encode()).hexdigest())
        for words, seqs in known.items()
        if len(seqs) > 1
    ]


def _accounts(state: VaultState, accounts: Sequence[tuple[str, int]]) -> list[Sign]:
    """One account that handed in bids of several companies, replaced ones too."""
    companies = {bid.seq: bid.company for bid in (*state.first, *state.bids)}
    by_account: dict[str, list[int]] = {}
    for account, seq in accounts:
        if seq in companies:
            by_account.setdefault(account, []).append(seq)
    return [
        Sign("same_account", tuple(sorted(seqs)), account)
        for account, seqs in by_account.items()
        if len({companies[seq] for seq in seqs}) > 1
    ]
