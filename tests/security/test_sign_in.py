"""Passwords and sessions as ASVS V6 and V7 ask for them, beside what tests/shared_apps/accounts proves of each step."""

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.password_validation import get_default_password_validators
from django.test import Client

from shared_apps.accounts.commands import SetPassword, set_password
from shared_apps.accounts.common_passwords import is_common, known
from shared_apps.accounts.decisions.passwords import leans_on, words_of
from shared_apps.accounts.factors import _ALPHABET
from shared_apps.accounts.models import ApiKey, OneTimeLink, SignInSession, User
from shared_apps.audit.models import AuditRecord
from shared_apps.commands import run
from shared_apps.foundation.refusals import Invalid
from shared_apps.tenancy.refs import TenantRef
from tests.fixtures.api import caller
from tests.fixtures.people import PASSWORD, SYSTEM, company, person, signed_in

ROOT = Path(__file__).resolve().parents[2]
ClientOf = Callable[[TenantRef | None], Client]
GOOD = [
    "correct horse battery staple", "twelve lower", "............!",
    "四个汉字以外的另外八个字呀", "пароль из двух слов",
    " blanks at both ends ",
    "a" * 3 + "-" * 61 + "z", "long " * 40, "emoji 🦊🦊🦊🦊🦊🦊🦊🦊", "12 34 56 78 90 1x",
]  # fmt: skip
COMMON = ["qwerty123456", "Q1w2e3r4t5y6", "123456qwerty"]


@pytest.mark.django_db
@pytest.mark.parametrize("password", GOOD, ids=ascii)
def test_a_password_of_any_signs_is_taken_as_it_is(tenant_a: TenantRef, client_of: ClientOf, password: str) -> None:
    who = person("buyer", company_id=company(), password=password)
    signed_in(client_of(tenant_a), who, password=password)
    for other in {password.strip(), password.upper(), password[:-1], password + " "} - {password}:
        answer = client_of(tenant_a).post("/sign-in/", {"email": who.email, "password": other})
        assert answer.status_code == 422, ascii(other)


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["elevenchars", "", *COMMON])
def test_short_and_common_passwords_are_refused(tenant_a: TenantRef, password: str) -> None:
    who = person("buyer", company_id=company(), password="")
    with pytest.raises(Invalid):
        run(set_password, SYSTEM, SetPassword(user_id=who.id, password=password))
    assert not User.objects.get(pk=who.id).has_usable_password()


@pytest.mark.django_db
def test_a_password_like_its_owner_is_refused(tenant_a: TenantRef) -> None:
    who = person("buyer", "wilhelmina.oosterhuis@wire.example", company_id=company(), password="")
    with pytest.raises(Invalid):
        run(set_password, SYSTEM, SetPassword(user_id=who.id, password="wilhelmina.oosterhuis"))


def test_the_list_of_common_passwords_is_long_and_of_those_that_could_be_chosen() -> None:
    assert known() > 1_000_000
    for one in ("qwerty123456", "QWERTY123456", "1q2w3e4r5t6y", "princeofdarkness12319"):
        assert is_common(one), one
    assert not any(is_common(one) for one in (PASSWORD, "x" * 11, "four words that nobody joins", "\ud800 half a sign"))


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("Kontor2026!!", "kontor"), ("k0nt0r-k0nt0r", "kontor"), ("tarnholt4711", "tarn"), ("WireWire2026", "wire"),
        ("lin-and-wire", ""), ("钢铁交易所2026!!", "钢铁交易所"), ("the kontor where I learnt to sail", ""),
        ("wirepulling oysters", ""), (PASSWORD, ""),
    ],
)  # fmt: skip
def test_words_of_the_place_are_no_password(password: str, word: str) -> None:
    words = words_of(["Tarn & Holt Wire Ltd", "lin", "钢铁交易所"])
    assert (leans_on(password, words) != "") == (word != "")


@pytest.mark.django_db
def test_the_name_of_ones_company_or_marketplace_is_refused(tenant_a: TenantRef) -> None:
    who = person("buyer", company_id=company("Oosterhuis Kabel BV"), password="")
    for password in ("oosterhuis-2026", f"{tenant_a.name.lower()[:20]}--2026--"):
        with pytest.raises(Invalid) as refused:
            run(set_password, SYSTEM, SetPassword(user_id=who.id, password=password))
        assert (refused.value.code, refused.value.field) == ("accounts.obvious_password", "password")


def test_no_rule_asks_for_kinds_of_signs_or_for_a_new_one_in_time() -> None:
    assert [type(one).__name__ for one in get_default_password_validators()] == [
        "MinimumLengthValidator", "UserAttributeSimilarityValidator",
    ]  # fmt: skip


@pytest.mark.django_db
def test_fields_hide_passwords_and_let_managers_fill_them(tenant_a: TenantRef, client_of: ClientOf) -> None:
    html = client_of(tenant_a).get("/sign-in/").content.decode()
    (field,) = re.findall(r"<input[^>]*name=\"password\"[^>]*>", html)
    assert 'type="password"' in field and "onpaste" not in field and 'autocomplete="off"' not in field
    scripts = [path.read_text(encoding="utf-8") for path in (ROOT / "shared_apps/ui/static/ui").glob("*.js")]
    assert not [one for one in scripts if re.search(r"addEventListener\(\s*['\"]paste", one)]


@pytest.mark.django_db
def test_nobody_is_there_before_somebody_is_invited(tenant_a: TenantRef) -> None:
    """No default account, and none without an address of its own."""
    assert not User.objects.exists()


def test_there_are_no_questions_and_no_hints() -> None:
    names = {field.name for field in User._meta.get_fields()}
    assert not [name for name in names if re.search(r"hint|question|answer|secret|pin", name)]


@pytest.mark.django_db
def test_tokens_cannot_be_guessed(tenant_a: TenantRef, client_of: ClientOf) -> None:
    """At least 128 bits in a session, a key and a link; 50 in a recovery code that works once and is counted."""
    client = signed_in(client_of(tenant_a), person("buyer", company_id=company()))
    key = client.cookies["kontor_session"].value
    assert len(key) * math.log2(36) >= 128
    secrets = {caller(tenant_a, "parties.view_company").secret for _ in range(20)}
    assert len(secrets) == 20
    assert min(len(one.split("_", 2)[2]) for one in secrets) * 6 >= 128
    assert 12 * math.log2(len(_ALPHABET)) >= 50
    kept = " ".join(str(row.__dict__) for row in (*ApiKey.objects.all(), *OneTimeLink.objects.all()))
    assert not [one for one in secrets if one in kept or one.split("_", 2)[-1] in kept]


@pytest.mark.django_db
def test_a_session_that_somebody_chose_is_not_taken(tenant_a: TenantRef, client_of: ClientOf) -> None:
    chosen = "a" * 32
    client = client_of(tenant_a)
    client.cookies["kontor_session"] = chosen
    signed_in(client, person("buyer", company_id=company()))
    assert client.cookies["kontor_session"].value != chosen
    assert not SignInSession.objects.filter(session_key=chosen).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["", "x", "a" * 5000, "../../etc/passwd", "' OR 1=1 --", "\xe9", "null", "0"])
def test_a_cookie_that_is_no_session_is_nobody(tenant_a: TenantRef, client_of: ClientOf, value: str) -> None:
    client = client_of(tenant_a)
    client.cookies["kontor_session"] = value
    assert client.get("/account/").status_code == 302


@pytest.mark.django_db
def test_every_page_of_a_signed_in_person_can_be_left_and_is_not_kept(tenant_a: TenantRef, client_of: ClientOf) -> None:
    client = signed_in(client_of(tenant_a), person("buyer", company_id=company()))
    for path in ("/", "/account/", "/market/", "/orders/", "/companies/"):
        answer = client.get(path, follow=True)
        assert answer.status_code == 200
        assert 'action="/sign-out/"' in answer.content.decode(), path
        assert "no-store" in answer.headers["Cache-Control"], path


@pytest.mark.django_db
def test_somebody_who_is_closed_out_is_out_at_once(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who = person("buyer", company_id=company())
    client = signed_in(client_of(tenant_a), who)
    User.objects.filter(pk=who.id).update(is_active=False)
    assert client.get("/account/").status_code == 302


@pytest.mark.django_db
def test_secrets_do_not_stand_in_addresses(tenant_a: TenantRef) -> None:
    api = caller(tenant_a, "parties.view_company")
    stripped = Client(headers={"host": api.host}).get(f"/api/v1/companies?key={api.secret}&access_token={api.secret}")
    assert stripped.status_code == 401


@pytest.mark.django_db
def test_a_session_is_over_after_twelve_hours(
    tenant_a: TenantRef, client_of: ClientOf, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from django.contrib.sessions.backends import db
    from django.core.cache import cache
    from django.utils import timezone

    assert settings.SESSION_COOKIE_AGE == 12 * 3600
    assert settings.SESSION_SAVE_EVERY_REQUEST is False
    client = signed_in(client_of(tenant_a), person("buyer", company_id=company()))
    assert client.get("/account/").status_code == 200
    late = timezone.now() + timedelta(hours=12, seconds=1)
    monkeypatch.setattr(db.timezone, "now", lambda: late)
    cache.clear()
    assert client.get("/account/").status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize(("password", "outcome"), [(PASSWORD, "signed_in"), ("wrong", "refused")])
def test_an_attempt_to_sign_in_leaves_a_record(
    tenant_a: TenantRef, client_of: ClientOf, password: str, outcome: str
) -> None:
    who = person("buyer", company_id=company())
    client_of(tenant_a).post("/sign-in/", {"email": who.email, "password": password})
    (row,) = AuditRecord.objects.filter(action="accounts.sign_in")
    assert row.facts["outcome"] == outcome and row.target_id == str(who.id)
    assert PASSWORD not in str(row.__dict__)
