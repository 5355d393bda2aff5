"""The tree against the definitions of RFC 9162 written down anew, and against the vectors that logs share."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_apps.notary.decisions.tree import (
    EMPTY_ROOT,
    STEP,
    Frontier,
    consistency_ranges,
    hash_of_range,
    inclusion_ranges,
    inclusion_root,
    is_consistent,
    leaf_hash,
    node_hash,
)

# Leaves and roots that implementations of RFC 6962 are commonly tested with.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def leaves_of(count: int) -> list[bytes]:
    return [leaf_hash(number.to_bytes(4, "big")) for number in range(count)]


def grown(leaves: list[bytes]) -> Frontier:
    tree = Frontier()
    for one in leaves:
        tree.append(one)
    return tree


def mth(leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, word by word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return node_hash(mth(leaves[:middle]), mth(leaves[middle:]))


def path(place: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 9162, 2.1.3.1."""
    if len(leaves) == 1:
        return []
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    if place < middle:
        return [*path(place, leaves[:middle]), mth(leaves[middle:])]
    return [*path(place - middle, leaves[middle:]), mth(leaves[:middle])]


def subproof(old: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    """RFC 9162, 2.1.4.1."""
    if old == len(leaves):
        return [] if whole else [mth(leaves)]
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    if old <= middle:
        return [*subproof(old, leaves[:middle], whole), mth(leaves[middle:])]
    return [*subproof(old - middle, leaves[middle:], False), mth(leaves[:middle])]


def stored(leaves: list[bytes]):
    """Leaves and nodes as the tables keep them."""
    nodes = {(level, place): found for level, place, found in grown(leaves).nodes}

    def fetch(level: int, first: int, count: int) -> list[bytes]:
        if level == 0:
            return leaves[first : first + count]
        return [nodes[level, place] for place in range(first, first + count)]

    return fetch


def test_the_roots_are_those_that_other_logs_have() -> None:
    leaves = [leaf_hash(bytes.fromhex(one)) for one in INPUTS]
    assert [grown(leaves[:size]).root().hex() for size in range(1, 9)] == ROOTS
    assert Frontier().root() == EMPTY_ROOT == sha256(b"").digest()


@given(st.integers(1, 700))
def test_a_tree_that_grows_has_the_root_of_the_definition(size: int) -> None:
    leaves = leaves_of(size)
    assert grown(leaves).root() == mth(leaves)


@given(st.data())
def test_inclusion_is_proved_as_defined_and_only_of_what_is_there(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 700))
    place = data.draw(st.integers(0, size - 1))
    leaves, root = leaves_of(size), mth(leaves_of(size))
    proof = [hash_of_range(*one, stored(leaves)) for one in inclusion_ranges(place, size)]
    assert proof == path(place, leaves)
    assert inclusion_root(place, size, leaves[place], proof) == root
    other = data.draw(st.integers(0, size - 1))
    if other != place:
        assert inclusion_root(place, size, leaves[other], proof) != root
        assert inclusion_root(other, size, leaves[place], proof) != root
    assert inclusion_root(place, size, leaves[place], [*proof, root]) is None
    if proof:
        assert inclusion_root(place, size, leaves[place], proof[:-1]) != root


@given(st.data())
def test_consistency_is_proved_as_defined_and_a_rewritten_past_is_not(data: st.DataObject) -> None:
    new = data.draw(st.integers(1, 700))
    old = data.draw(st.integers(1, new))
    leaves = leaves_of(new)
    proof = [hash_of_range(*one, stored(leaves)) for one in consistency_ranges(old, new)]
    assert proof == subproof(old, leaves, True)
    assert is_consistent(old, new, mth(leaves[:old]), mth(leaves), proof)
    changed = [*leaves]
    changed[data.draw(st.integers(0, old - 1))] = leaf_hash(b"other")
    assert not is_consistent(old, new, mth(changed[:old]), mth(leaves), proof)
    rewritten = [hash_of_range(*one, stored(changed)) for one in consistency_ranges(old, new)]
    assert not is_consistent(old, new, mth(leaves[:old]), mth(changed), rewritten)


def test_what_is_stored_is_one_hash_in_256() -> None:
    tree = grown(leaves_of(256 * 3 + 5))
    assert [(level, place) for level, place, _hash in tree.nodes] == [(STEP, 0), (STEP, 1), (STEP, 2)]
    assert tree.nodes[1][2] == mth(leaves_of(768)[256:512])


@pytest.mark.parametrize(("place", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_what_is_not_in_a_tree_has_no_proof(place: int, size: int) -> None:
    with pytest.raises(ValueError, match="has no leaf"):
        inclusion_ranges(place, size)
    assert inclusion_root(place, size, EMPTY_ROOT, []) is None


def test_a_tree_does_not_go_on_from_a_larger_one() -> None:
    with pytest.raises(ValueError, match="does not go on"):
        consistency_ranges(4, 3)
    assert not is_consistent(4, 3, EMPTY_ROOT, EMPTY_ROOT, [])
