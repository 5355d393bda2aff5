"""May this leave? Bands at their very edges, mechanisms by day, and what is never let out."""

from datetime import date

import pytest

from shared_apps.egress.types import Flow
from tenant_apps.transfers.decisions.crossing import (
    Rules,
    bands_of,
    decide,
    needed,
    stop_of,
    together,
    why_not,
)
from tenant_apps.transfers.decisions.residency import differences
from tenant_apps.transfers.types import Counted, Paper

MAINLAND = Rules(
    route=frozenset({"assessment", "certification", "standard_contract"}), exempt_below=100_000,
    assessment_from=1_000_000, sensitive_from=10_000, filing_days=10, certificate_years=3, assessment_years=3,
)  # fmt: skip
EUROPE = Rules(needs_basis=True)
NOBODY = Counted()
ONE = Counted(1, 0)
SENSITIVE = Counted(0, 1)


def flow(*classes: str, way: str = "download", exempt: str = "", to: str = "viewer") -> Flow:
    return Flow("tests.flow", way, "", frozenset(classes), to, "test", "test", exempt)  # type: ignore[arg-type]


def told(one: Flow | None = None, rules: Rules = MAINLAND, *, home: bool = False, mechanism: str = "",
         before: Counted = NOBODY, new: Counted = ONE, region: str = "") -> str:  # fmt: skip
    one = one or flow("personal")
    verdict = decide(one, is_home=home, rules=rules, mechanism=mechanism, before=before, new=new, region=region)
    return verdict.reason or ""


@pytest.mark.parametrize(
    ("persons", "sensitive", "what"),
    [
        (99_999, 0, ""), (100_000, 0, "standard_contract"), (999_999, 0, "standard_contract"),
        (1_000_000, 0, "assessment"), (1, 1, "standard_contract"), (9_999, 9_999, "standard_contract"),
        (10_000, 10_000, "assessment"),
    ],
)  # fmt: skip
def test_what_the_law_asks_for_at_each_edge(persons: int, sensitive: int, what: str) -> None:
    assert needed(MAINLAND, Counted(persons, sensitive)) == what


@pytest.mark.parametrize(
    ("before", "new", "mechanism", "reason"),
    [
        # Without a document it stops at nine tenths of the band, and never reaches it.
        (Counted(89_999), ONE, "", ""),
        (Counted(90_000), ONE, "", "band"),
        (Counted(99_999), ONE, "", "band"),
        # With a contract on file it goes on to the next band, and stops there.
        (Counted(99_999), ONE, "standard_contract", ""),
        (Counted(899_999), ONE, "certification", ""),
        (Counted(900_000), ONE, "standard_contract", "band"),
        (Counted(999_999), ONE, "standard_contract", "band"),
        (Counted(999_999), ONE, "assessment", ""),
        # Sensitive data need a document from the first person on, and an assessment from 10,000.
        (Counted(), SENSITIVE, "", "sensitive_band"),
        (Counted(8_999, 8_999), SENSITIVE, "standard_contract", ""),
        (Counted(9_000, 9_000), SENSITIVE, "standard_contract", "sensitive_band"),
        (Counted(9_999, 9_999), SENSITIVE, "assessment", ""),
        # Whoever is counted already adds nobody.
        (Counted(99_999), Counted(), "", ""),
        (Counted(2_000_000, 20_000), Counted(), "", ""),
    ],
)  # fmt: skip
def test_it_stops_before_the_band(before: Counted, new: Counted, mechanism: str, reason: str) -> None:
    assert told(before=before, new=new, mechanism=mechanism) == reason


def test_a_stop_is_below_its_limit_and_no_law_is_no_band() -> None:
    assert (stop_of(100_000, 90), stop_of(1, 99), stop_of(10, 99)) == (90_000, 0, 9)
    assert bands_of(Rules(), Counted(10**9), "") == ()
    assert [one.stops_at for one in bands_of(MAINLAND, Counted(), "")] == [90_000, 900_000, 9_000]
    assert together([Counted(60_000, 1), Counted(50_000, 2)]) == Counted(110_000, 3)
    assert bands_of(MAINLAND, Counted(50_000), "")[0].percent == 50


def test_who_may_leave() -> None:
    undeclared = decide(None, is_home=True, rules=MAINLAND, mechanism="", before=Counted(), new=ONE)
    assert undeclared.reason == "undeclared"
    assert told(home=True, before=Counted(10**9)) == "", "at home nothing is a transfer"
    assert told(flow("business"), EUROPE) == "", "no people, no mechanism"
    assert told(flow("technical", way="head", to="world"), EUROPE) == ""
    assert told(flow("personal"), EUROPE) == "mechanism"
    assert told(flow("personal"), EUROPE, mechanism="adequacy") == ""
    assert told(flow("personal", exempt="contract"), EUROPE) == ""
    assert (
        told(flow("personal", exempt="contract"), Rules(needs_basis=True, exempt_purposes=frozenset())) == "mechanism"
    )
    counted = decide(flow("personal"), is_home=False, rules=MAINLAND, mechanism="", before=Counted(), new=ONE)
    exempt = decide(
        flow("personal", exempt="contract"), is_home=False, rules=MAINLAND, mechanism="", before=Counted(), new=ONE
    )
    assert (counted.counts, exempt.counts) == (True, False)


def test_important_data_need_an_assessment_and_core_data_stay() -> None:
    assert told(flow("core"), mechanism="assessment") == "core"
    assert told(flow("important"), mechanism="standard_contract") == "important"
    assert told(flow("important"), mechanism="assessment") == ""
    loose = Rules(important_assessed=False)
    assert (told(flow("important"), loose), told(flow("important"), loose, mechanism="certification")) == (
        "important", "",
    )  # fmt: skip


def test_nothing_is_stored_in_a_region_that_no_rule_names() -> None:
    keys = flow("technical", way="store", to="region")
    assert told(keys, Rules(regions=frozenset({"eu"})), region="us") == "region"
    assert told(keys, Rules(regions=frozenset({"eu", "us"})), region="us") == ""
    assert told(keys, Rules(), home=True, region="cn") == ""


def paper(mechanism: str = "standard_contract", *, start: date = date(2026, 3, 2), end: date | None = None,
          filed: date | None = date(2026, 3, 10), document: bool = True) -> Paper:  # fmt: skip
    return Paper(mechanism, start, end, filed, document)


@pytest.mark.parametrize(
    ("one", "day", "why"),
    [
        (paper(), date(2026, 3, 1), "not_yet"),
        (paper(), date(2026, 3, 2), ""),
        (paper(end=date(2026, 6, 1)), date(2026, 6, 1), ""),
        (paper(end=date(2026, 6, 1)), date(2026, 6, 2), "over"),
        (paper(document=False), date(2026, 4, 1), "document"),
        (paper(filed=None), date(2026, 3, 16), ""),
        (paper(filed=None), date(2026, 3, 17), "filing"),
        (paper(filed=date(2026, 3, 17)), date(2026, 4, 1), "filing"),
        (paper("adequacy", document=False), date(2026, 4, 1), "route"),
        (paper("certification"), date(2029, 3, 1), ""),
        (paper("certification"), date(2029, 3, 2), "over"),
        (paper("assessment", start=date(2024, 2, 29)), date(2027, 3, 1), "over"),
    ],
)
def test_a_mechanism_counts_by_day_paper_and_filing(one: Paper, day: date, why: str) -> None:
    assert why_not(one, MAINLAND, day) == why


def test_without_a_rule_nothing_is_filed_and_a_decision_has_no_paper() -> None:
    assert why_not(paper(filed=None), Rules(), date(2027, 1, 1)) == ""
    assert why_not(paper("adequacy", document=False), Rules(), date(2027, 1, 1)) == ""


def test_a_scan_that_finds_otherwise_says_where() -> None:
    stated = {"region": "eu", "database": {"rows": {"a": 1}, "tables": ["a"]}, "flows": {"x": 1}, "day": "1"}
    assert differences(stated, {**stated, "flows": {}, "day": "2"}) == []
    found = differences(stated, {"region": "us", "database": {"rows": {"a": 2}, "tables": ["a", "b"]}})
    assert found == [
        "database.rows.a: stated 1, found 2", "database.tables: stated a, found a, b", "region: stated eu, found us",
    ]  # fmt: skip
