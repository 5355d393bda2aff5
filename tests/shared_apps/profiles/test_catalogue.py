"""Presets and compliance profiles: complete, in both languages, offering only what works."""

import pytest
from django.conf import settings
from django.utils.translation import override

from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.profiles import catalogue, modes


def test_the_four_presets_and_three_profiles_are_there() -> None:
    assert [item.code for item in catalogue.list_presets()] == [
        "brokered_exchange", "central_procurement", "own_operation", "authorised_dealers",
    ]  # fmt: skip
    assert [item.code for item in catalogue.list_profiles()] == ["gdpr", "mainland_china", "baseline"]


def test_presets_offer_only_modes_that_work() -> None:
    assert all(set(item.modes) <= modes.CODES and item.modes for item in catalogue.list_presets())


def test_profiles_name_known_currencies_and_languages() -> None:
    for item in catalogue.list_profiles():
        assert item.currency in MINOR_UNITS
        assert set(item.locales) <= set(dict(settings.LANGUAGES))


@pytest.mark.parametrize(("region", "codes"), [("eu", ["gdpr", "baseline"]), ("cn", ["mainland_china", "baseline"])])
def test_a_region_offers_its_own_profiles(region: str, codes: list[str]) -> None:
    assert [item.code for item in catalogue.list_profiles_for(region)] == codes


def test_names_follow_the_language() -> None:
    profile = catalogue.get_profile("mainland_china")
    with override("en"):
        assert str(profile.name) == "Mainland China"
    with override("zh-hans"):
        assert str(profile.name) == "中国大陆"
