"""The control maps are whole, in both languages, and point only at what is there and keeps what they say."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from shared_apps.commands.registry import REGISTRY as COMMANDS
from shared_apps.profiles import controls, laws
from shared_apps.profiles.controls import Control, ControlMap
from shared_apps.tenancy import policy
from tenant_apps.evidence.queries.sections import FORMS
from tenant_apps.rulesets.types import REGISTRY as RULES
from tests.docs.test_asvs import answers, is_skipped

ROOT = Path(__file__).resolve().parents[3]
ROWS = [(found, one) for found in controls.list_maps() for one in found.controls]
# What would promise more than a map can.
PROMISES = re.compile(r"complian|certif(?!ication\b|icate)|合格|已认证|符合等保|合规认证", re.IGNORECASE)


def _numbers(*spans: tuple[int, int]) -> list[str]:
    return [str(number) for first, last in spans for number in range(first, last + 1)]


def _clauses() -> list[str]:
    """Clauses of GB/T 22239-2019 8.1: how many each part has, and the letters in 8.1.4 and 8.1.5."""
    parts = {1: 10, 2: 3, 3: 6, 4: 11, 5: 4, 6: 4, 7: 5, 8: 4, 9: 10, 10: 14}
    letters = {
        (4, 1): "abcd", (4, 2): "abcdefg", (4, 3): "abcd", (4, 4): "abcdef", (4, 7): "ab", (4, 8): "ab", (4, 9): "abc",
        (4, 10): "ab", (4, 11): "ab", (5, 1): "ab", (5, 2): "ab", (5, 3): "ab", (5, 4): "abcdef",
    }  # fmt: skip
    found = []
    for part, count in parts.items():
        for clause in range(1, count + 1):
            head = f"8.1.{part}.{clause}"
            found += [f"{head}.{letter}" for letter in letters.get((part, clause), "")] or [head]
    return found


WANTED = {
    "mlps_l3": _clauses(),
    "iso_27001": [f"{part}.{one}" for part, last in ((5, 37), (6, 8), (7, 14), (8, 34)) for one in _numbers((1, last))],
    "gdpr": _numbers((5, 7), (9, 22), (24, 39), (44, 49)),
    "pipl": _numbers((5, 10), (13, 17), (19, 25), (28, 31), (38, 57)),
}  # fmt: skip


@cache
def _functions(path: str) -> dict[str, ast.FunctionDef]:
    """Test functions of a file by name, those in classes too."""
    module = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name: node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}


@cache
def _kept() -> dict[str, bool]:
    """Keys of the laws, and whether a rule that exists or code with a test keeps each."""
    found: dict[str, bool] = {}
    for law in laws.list_laws():
        for row in law.controls:
            kept = row.state == "software" or (row.rule and (row.key in RULES or row.key in policy.KEYS))
            found[row.key] = found.get(row.key, False) or kept
    return found


@cache
def _asvs() -> dict[str, str]:
    return {one["id"]: one["status"] for one in answers()}


def _fault(reference: str) -> str:
    """What is wrong with a reference; empty where it leads to something that keeps it."""
    kind, _colon, goal = reference.partition(":")
    if kind == "control":
        return "" if goal in _kept() else "no such row"
    if kind == "test":
        file, _colons, name = goal.partition("::")
        if not (file.startswith("tests/") and (ROOT / file).is_file()):
            return "no such file"
        node = _functions(file).get(name) if name else None
        return "no such test" if name and node is None else "skipped" if node and is_skipped(node) else ""
    if kind == "doc":
        return "" if goal.startswith("docs/") and (ROOT / goal).is_file() else "no such page"
    if kind == "asvs":
        return "" if _asvs().get(goal, "open") in ("test", "scan", "document") else "not answered"
    if kind == "command":
        return "" if goal in COMMANDS else "no such command"
    if kind == "pack":
        return "" if goal in FORMS or goal in ("keys.json", "personal-data.json", "residency.json") else "no such part"
    return "no kind of reference"


def _proves(reference: str) -> bool:
    """Whether a reference alone shows that the product does something."""
    kind, _colon, goal = reference.partition(":")
    if kind == "control":
        return _kept().get(goal, False)
    return kind == "test" or (kind == "asvs" and _asvs().get(goal) in ("test", "scan"))


def _id(given: object) -> str:
    return given.code if isinstance(given, ControlMap) else getattr(given, "id", str(given))


def test_all_four_are_there() -> None:
    assert [one.code for one in controls.list_maps()] == sorted(WANTED)


@pytest.mark.parametrize("code", sorted(WANTED))
def test_every_control_has_one_row_in_the_order_of_its_standard(code: str) -> None:
    assert [one.id for one in controls.get_map(code).controls] == WANTED[code]


def test_the_standards_are_as_large_as_they_are() -> None:
    assert {code: len(rows) for code, rows in WANTED.items()} == {
        "mlps_l3": 102, "iso_27001": 93, "gdpr": 39, "pipl": 42,
    }  # fmt: skip


def test_references_lead_to_what_is_there() -> None:
    wrong = [(found.code, one.id, ref, _fault(ref)) for found, one in ROWS for ref in one.by if _fault(ref)]
    assert wrong == []


@pytest.mark.parametrize(
    "reference",
    [
        "control:nothing.of_the_kind", "test:tests/nowhere.py", "test:README.md/../tests/conftest.py",
        "test:tests/shared_apps/profiles/test_controls.py::test_that_is_not_there", "doc:docs/nothing.md",
        "doc:README.md", "asvs:12.1.1", "asvs:99.1", "command:nobody.does_it", "belief:strong", "pack:nothing.json",
    ],
)  # fmt: skip
def test_the_look_at_references_can_fail(reference: str) -> None:
    assert _fault(reference)


@pytest.mark.parametrize("answer", controls.ANSWERS)
def test_an_answer_says_what_it_must(answer: str) -> None:
    """The product is named only where something proves it; all else says what has to be shown, or why nothing."""
    for found, one in ROWS:
        if one.answer != answer:
            continue
        place = (found.code, one.id)
        if answer in ("software", "shared"):
            assert any(_proves(ref) for ref in one.by) or (answer == "shared" and one.by), place
        if answer != "software":
            assert one.note is not None, place
        if answer == "not_applicable":
            assert not one.by, place


def test_what_the_product_keeps_alone_rests_on_kept_rows() -> None:
    """A row of the laws that only asks for evidence is no answer of the software."""
    loose = [
        (found.code, one.id, ref)
        for found, one in ROWS
        if one.answer in ("software", "shared")
        for ref in one.by
        if ref.startswith("control:") and not _proves(ref)
    ]
    assert loose == []


def _texts(found: ControlMap, one: Control) -> list[tuple[str, str]]:
    both = [
        one.title,
        *([one.note] if one.note else []),
        found.name,
        found.standard,
        *([found.note] if found.note else []),
    ]
    return [(text.en, text.zh_hans) for text in both]


def test_words_are_there_in_both_languages_and_promise_nothing() -> None:
    for found, one in ROWS:
        for english, chinese in _texts(found, one):
            assert english.strip(), one.id
            assert chinese.strip(), one.id
            assert not PROMISES.search(english), (one.id, english)
            assert not PROMISES.search(chinese), (one.id, chinese)
        assert re.search(r"[一-鿿]", one.title.zh_hans), one.id
        assert one.note is None or (one.note.en.endswith(".") and one.note.zh_hans.endswith("。")), one.id


def test_a_map_counts_under_profiles_that_exist() -> None:
    known = {law.profile for law in laws.list_laws()}
    assert all(set(found.profiles) <= known and found.profiles for found in controls.list_maps())
    assert [one.code for one in controls.maps_for(["mlps_l3", "cn_data"])] == ["mlps_l3", "pipl"]
    assert [one.code for one in controls.maps_for(iter(["iso27001", "gdpr"]))] == ["gdpr", "iso_27001"]
    assert controls.maps_for([]) == controls.maps_for(["cn_trade"]) == ()


def test_an_unknown_map_is_an_error() -> None:
    with pytest.raises(KeyError):
        controls.get_map("atlantis")


def test_counts_and_marks_of_a_map() -> None:
    found = controls.get_map("mlps_l3")
    assert sum(found.counts().values()) == len(found.controls)
    marks = {one.id: found.status_of(one) for one in found.controls}
    assert (marks["8.1.4.1.a"], marks["8.1.6.1"]) == ("V", "S")
