"""Addresses of marketplaces: form, reserved words, look-alikes, suggestions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.decisions.slugs import RESERVED, decide_slug, skeleton


def free(_: str) -> None:
    return None


@pytest.mark.parametrize("slug", ["acme", "steel-eu", "a1b", "nord-stahl-2024", "x" * 40])
def test_plain_address_is_accepted(slug: str) -> None:
    assert decide_slug(slug, free).reason is None


@pytest.mark.parametrize(
    "slug",
    ["", "ab", "x" * 41, "Acme", "acme_", "-acme", "acme-", "ac--me", "1acme", "acme.eu", "acme eu", "аcme", "ａｃｍｅ",
     "xn--80ak6aa92e", "münchen"],
)  # fmt: skip
def test_malformed_address_is_refused(slug: str) -> None:
    assert decide_slug(slug, free).reason == "malformed"


@pytest.mark.parametrize("slug", ["admin", "console", "www", "api"])
def test_reserved_address_is_refused(slug: str) -> None:
    assert decide_slug(slug, free).reason == "reserved"


@pytest.mark.parametrize("slug", ["c0nsole", "adrnin", "con-sole", "adm1n", "5upport"])
def test_look_alike_of_a_reserved_address_is_refused(slug: str) -> None:
    assert decide_slug(slug, free).reason in ("confusable", "malformed")


@pytest.mark.parametrize(
    ("one", "other"), [("example1", "examplel"), ("rnarket", "market"), ("steel-eu", "steeleu"), ("vvest", "west"),
                       ("shop0", "shopo"), ("bi11", "bill")]
)  # fmt: skip
def test_look_alikes_share_a_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


def test_letters_of_another_script_share_the_skeleton() -> None:
    assert skeleton("асме") == skeleton("acme")


def test_taken_address_is_refused_with_a_free_suggestion() -> None:
    taken = {skeleton("acme"): "acme", skeleton("acme-market"): "acme-market"}
    verdict = decide_slug("acme", taken.get)
    assert (verdict.reason, verdict.suggestion) == ("taken", "acme-exchange")


def test_look_alike_of_a_taken_address_is_refused() -> None:
    verdict = decide_slug("acrne", {skeleton("acme"): "acme"}.get)
    assert verdict.reason == "confusable"


def test_a_name_with_accents_gets_a_plain_suggestion() -> None:
    assert decide_slug("München Stahl", free).suggestion == "munchen-stahl"


@given(st.text(max_size=60))
def test_every_suggestion_is_acceptable(text: str) -> None:
    verdict = decide_slug(text, free)
    if verdict.reason is not None and verdict.suggestion:
        assert decide_slug(verdict.suggestion, free).reason is None


@given(st.sampled_from(sorted(RESERVED)))
def test_reserved_words_are_refused_and_answered(word: str) -> None:
    verdict = decide_slug(word, free)
    assert verdict.reason is not None
    assert decide_slug(verdict.suggestion, free).reason is None
