"""Every row of every profile: known, honest about how sure it is, and kept by code and a test that exist."""

import importlib
import re
from pathlib import Path

import pytest
from django.utils.translation import override

from shared_apps.profiles import catalogue, laws
from shared_apps.profiles.laws import Control, Law
from shared_apps.tenancy import policy
from tenant_apps.rulesets.types import REGISTRY

ROOT = Path(__file__).resolve().parents[3]
ROWS = [(law, row) for law in laws.list_laws() for row in law.controls]
# Demands on sign-in, sessions, access and records, declared by the apps that keep them.
POLICIES = {
    "auth.mfa_required", "auth.mfa_allowed", "auth.password_min_length", "auth.password_complexity",
    "auth.password_max_age_days", "auth.lockout_max_failures", "auth.lockout_minutes", "auth.stale_days",
    "session.idle_minutes", "session.admin_idle_minutes", "admin.separation", "access.review_days",
    "access.four_eyes_grants", "log.retention_days", "backup.restore_test_days",
}  # fmt: skip


def _id(given: object) -> str:
    return given.profile if isinstance(given, Law) else getattr(given, "key", str(given))


def _resolves(place: str) -> bool:
    parts = place.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for name in parts[cut:]:
            if not hasattr(found, name):
                return False
            found = getattr(found, name)
        return True
    return False


def _exists(test: str) -> bool:
    file, _colons, name = test.partition("::")
    path = ROOT / file
    return path.is_file() and re.search(rf"^def {name}\(", path.read_text(), re.MULTILINE) is not None


def test_the_sheet_of_laws_is_there() -> None:
    assert {law.profile for law in laws.list_laws()} == {
        "mlps_l3", "cn_data", "cn_trade", "cn_payment", "cn_esign", "gdpr", "ccpa", "iso27001", "pharma_gsp",
        "food_trace", "cross_border", "records",
    }  # fmt: skip
    assert len(ROWS) >= 240
    assert sum(row.state != "evidence" for _law, row in ROWS) >= 120


@pytest.mark.parametrize(("law", "row"), ROWS, ids=_id)
def test_a_row_is_kept_by_what_it_names(law: Law, row: Control) -> None:
    assert bool(row.enforce) == bool(row.test), "code and its test stand together"
    assert not (row.rule and row.enforce)
    if row.rule:
        assert row.key in REGISTRY or row.key in policy.KEYS or row.key in POLICIES
    if row.enforce:
        assert _resolves(row.enforce), row.enforce
        assert _exists(row.test), row.test


def test_the_look_at_code_and_tests_can_fail() -> None:
    assert not _resolves("shared_apps.audit.record.nothing_of_the_kind")
    assert not _exists("tests/shared_apps/profiles/test_laws.py::test_that_is_not_there")


@pytest.mark.parametrize(("law", "row"), ROWS, ids=_id)
def test_a_row_says_where_it_comes_from_in_both_languages(law: Law, row: Control) -> None:
    assert row.source.strip()
    assert row.name.en.strip()
    assert row.name.zh_hans.strip()
    assert row.name.en != row.name.zh_hans


@pytest.mark.parametrize("law", laws.list_laws(), ids=_id)
def test_a_profile_says_each_key_once(law: Law) -> None:
    keys = [row.key for row in law.controls]
    assert len(keys) == len(set(keys))


def test_profiles_speak_of_a_key_in_one_way() -> None:
    """A key means the same in all profiles: one merge rule, one kind of value, one name; floors may meet ceilings."""
    rules: dict[str, set[str]] = {}
    kinds: dict[str, set[type]] = {}
    names: dict[str, set[str]] = {}
    for _law, row in ROWS:
        rules.setdefault(row.key, set()).add(row.merge)
        kinds.setdefault(row.key, set()).add(type(row.value))
        names.setdefault(row.key, set()).add(row.name.en)
    assert {key: found for key, found in rules.items() if len(found) > 1 and not found <= {"min", "max"}} == {}
    assert {key: found for key, found in kinds.items() if len(found) > 1} == {}
    assert {key: found for key, found in names.items() if len(found) > 1} == {}


def test_a_policy_is_merged_as_its_owner_says() -> None:
    for _law, row in ROWS:
        if row.key in policy.KEYS and row.merge != "law_over_standard":
            assert row.merge == policy.KEYS[row.key].merge, row.key


def test_a_home_starts_with_profiles_that_exist() -> None:
    known = {law.profile for law in laws.list_laws()}
    assert {home.code: home.laws for home in catalogue.list_profiles()} == {
        "gdpr": ("gdpr",), "mainland_china": ("cn_trade", "cn_data"), "baseline": (),
    }  # fmt: skip
    assert all(set(home.laws) <= known for home in catalogue.list_profiles())


def test_an_unknown_profile_is_an_error() -> None:
    with pytest.raises(KeyError):
        laws.get_law("atlantis")
    with pytest.raises(KeyError):
        laws.get_law("gdpr", "1970-01")


def test_a_citation_is_that_of_its_row() -> None:
    assert laws.citations(["cn_trade:sealed_tender.min_bidders", "atlantis:nothing"]) == [
        {
            "profile": "China, trading",
            "source": "CN Tendering Law 28; Tendering Regulation 44",
            "effective_from": "2012-02-01",
            "status": "V",
        }
    ]


def test_every_code_has_a_name_in_both_languages() -> None:
    codes = {code for _law, row in ROWS if isinstance(row.value, list) for code in row.value}
    for code in sorted(codes):
        with override("en"):
            english = laws.member_name(code)
        with override("zh-hans"):
            chinese = laws.member_name(code)
        assert english.strip(), code
        assert chinese.strip(), code
        assert english != chinese, code
        assert "_" not in english
