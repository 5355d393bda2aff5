"""Words an item is found by: Latin words whole, Chinese in pairs, the same cut for texts and questions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenant_apps.catalogue.decisions.terms import LONGEST_TERM, MOST_TERMS, index_terms, search_terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Copper WIRE, 6 mm", ["copper", "wire", "6", "mm"]),
        ("铜线材", ["铜线", "线材"]),
        ("铜", ["铜"]),
        ("DIN-912 M8", ["din-912", "din", "912", "m8"]),
        ("ＡＢＣ wire wire", ["abc", "wire"]),
        ("Größe 5", ["größe", "5"]),
        ("6mm铜线", ["6mm", "铜线"]),
        (" ,;- ", []),
    ],
)
def test_texts_are_cut(text: str, terms: list[str]) -> None:
    assert search_terms(text) == terms


@given(st.lists(st.text(max_size=60), max_size=6))
def test_terms_are_distinct_short_and_few(texts: list[str]) -> None:
    terms = search_terms(*texts)
    assert len(terms) == len(set(terms)) <= MOST_TERMS
    assert all(1 <= len(term) <= LONGEST_TERM for term in terms)


@given(st.text(alphabet="铜线材电缆钢板", min_size=2, max_size=12), st.data())
def test_a_piece_of_a_chinese_name_finds_the_name(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 2))
    end = data.draw(st.integers(start + 2, len(name)))
    assert set(search_terms(name[start:end])) <= set(index_terms(name))


@given(st.text(alphabet="铜线材abc6 -", max_size=30))
def test_each_chinese_character_alone_finds_the_text(name: str) -> None:
    stored = set(index_terms(name))
    assert set(search_terms(name)) <= stored
    assert {character for character in name if character in "铜线材"} <= stored
