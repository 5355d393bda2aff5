"""Whom a provider may speak for, what comes of somebody unknown, and what its word proves: decided in pure code."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from shared_apps.accounts.decisions.duties import must_use_provider
from tenant_apps.federation.decisions.proving import asked_anew, with_second_factor
from tenant_apps.federation.decisions.reach import domain_of, may_speak_for, of_unknown

A, B = uuid4(), uuid4()
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def test_a_company_speaks_for_those_who_sit_with_it_alone() -> None:
    assert may_speak_for(None, [None, A]), "the marketplace's speaks for everybody"
    assert may_speak_for({A}, [A]) and may_speak_for({A, B}, [A, B])
    assert not may_speak_for({A}, [B]) and not may_speak_for({A}, [A, B]), "another company's people"
    assert not may_speak_for({A}, [A, None]), "somebody who also runs the marketplace"
    assert not may_speak_for({A}, []), "somebody who sits nowhere"


def test_an_account_that_is_there_is_never_handed_over() -> None:
    for reach in ("linked", "invited", "members"):
        verdict = of_unknown(reach, ["tarn.example"], "kim@tarn.example", verified=True, is_taken=True)
        assert verdict == "sign_in_and_link"


def test_members_are_made_for_verified_addresses_of_own_domains_alone() -> None:
    def verdict(mail: str = "kim@tarn.example", *, reach: str = "members", verified: bool = True) -> str:
        return of_unknown(reach, ["tarn.example"], mail, verified=verified, is_taken=False)  # type: ignore[arg-type]

    assert verdict() == verdict("KIM@Tarn.Example") == "make"
    assert {verdict(reach="linked"), verdict(reach="invited"), verdict(verified=False)} == {"unknown"}
    odd = ("kim@other.example", "kim@sub.tarn.example", "kim@x@tarn.example", "@tarn.example", "tarn.example", "")
    assert {verdict(mail) for mail in odd} == {"unknown"}
    assert domain_of("kim@tarn.example") == "tarn.example"


def test_a_word_is_a_second_factor_only_where_somebody_said_which() -> None:
    assert not with_second_factor([], ["mfa", "otp"])
    assert with_second_factor(["mfa"], ["pwd", "mfa"]) and not with_second_factor(["mfa"], ["pwd"])


def test_only_what_was_proved_after_we_asked_is_fresh() -> None:
    assert asked_anew(NOW, NOW - timedelta(seconds=20), NOW)
    assert not asked_anew(NOW - timedelta(minutes=5), NOW, NOW), "a sign-in it remembered"
    assert not asked_anew(None, NOW, NOW) and not asked_anew(NOW + timedelta(hours=1), NOW, NOW)


def test_owners_come_in_by_a_passkey_whatever_is_demanded() -> None:
    owner, buyer = {"identity.manage_owners"}, {"orders.place_order"}

    def due(demanded: list[str], rights: set[str], method: str, *, of_marketplace: bool = True) -> bool:
        return must_use_provider(demanded, of_marketplace=of_marketplace, permissions=rights, method=method)

    assert due(["everybody"], owner, "password") and due(["marketplace"], owner, "totp")
    assert not due(["everybody"], owner, "passkey")
    assert due(["everybody"], buyer, "passkey", of_marketplace=False), "the passkey of somebody else opens nothing"
    assert not due(["marketplace"], buyer, "password", of_marketplace=False) and not due([], owner, "password")
