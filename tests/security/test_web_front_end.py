"""What browsers are told and kept from, on every kind of answer: ASVS V3 and the redirects of 3.7.2."""

import re
from collections.abc import Callable
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from shared_apps.accounts.web import addresses
from shared_apps.tenancy.answer_headers import HSTS, NO_PAGE, TWO_YEARS_S, protective
from shared_apps.tenancy.middleware import ProtectiveMiddleware
from shared_apps.tenancy.refs import TenantRef
from shared_apps.ui.views import safe_next
from tests.fixtures.api import caller
from tests.fixtures.people import company, person, signed_in

ROOT = Path(__file__).resolve().parents[2]
ClientOf = Callable[[TenantRef | None], Client]
# What lured people away elsewhere: other hosts, other schemes, and spellings that a browser reads as one of both.
LURES = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
    "/\\/evil.example", "//evil.example/", "//evil.example/%2e%2e", "//evil.example@market-a.localhost",
    "//market-a.localhost@evil.example", "http://evil.example", "https://evil.example", "HTTPS://EVIL.EXAMPLE",
    "https:evil.example", "https:/evil.example", "https:///evil.example", "http:\\\\evil.example",
    "https://market-a.localhost.evil.example", "https://evil.example/market-a.localhost",
    "https://evil.example#market-a.localhost", "https://evil.example?market-a.localhost",
    "https://market-a.localhost@evil.example", "https://market-a.localhost:pw@evil.example",
    "https://market-a.localhost%2eevil.example", "https://market-a.localhost\\@evil.example",
    "https://evil.example\\.market-a.localhost", "ftp://evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
    "javascript://market-a.localhost/%0aalert(1)", "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)", "file:///etc/passwd", "blob:https://evil.example/1", "about:blank", "view-source:x",
    " //evil.example", "\t//evil.example", "\n//evil.example", "\r\n//evil.example", "/\t/evil.example",
    "/\n/evil.example", "/\r/evil.example", "\x00//evil.example", "\x01https://evil.example", "h\nttps://evil.example",
    "https://\u200bevil.example", "//evil\u3002example", "//\uff45vil.example", "https://[::ffff:1.2.3.4]/",
    "https://0x7f000001/", "//127.0.0.1:1", "https://evil.example:443/", "mailto:a@evil.example", "tel:1", "//",
    "https://", "https://user@/", "//[", "https://[evil.example", "http://market-b.localhost/orders/",
]  # fmt: skip


def stays_here(target: str) -> bool:
    """Whether a browser at our page stays there: no host, no scheme, and no sign that it takes for a slash."""
    parts = urlsplit(target)
    plain = not re.search(r"[\x00-\x20\\]", target)
    return plain and not parts.scheme and not parts.netloc and target.startswith("/") and not target.startswith("//")


def posted(value: str) -> HttpRequest:
    return RequestFactory().post("/", {"next": value}, headers={"host": "market-a.localhost"})


def test_there_are_sixty_lures() -> None:
    assert len(set(LURES)) >= 60


@pytest.mark.parametrize("lure", LURES, ids=ascii)
def test_no_switch_leads_away(lure: str) -> None:
    assert stays_here(safe_next(posted(lure)))


@pytest.mark.parametrize("lure", LURES, ids=ascii)
def test_signing_in_leads_nowhere_else(lure: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "home", lambda: "/")
    assert stays_here(addresses.safe_next(posted(lure), lure))


def test_headers_promise_https_only_over_https() -> None:
    assert dict(protective(True))["Strict-Transport-Security"] == HSTS
    assert "Strict-Transport-Security" not in dict(protective(False))
    assert TWO_YEARS_S >= 365 * 24 * 3600
    assert {"includeSubDomains", "preload"} <= set(HSTS.split("; "))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/sign-in/", "/account/", "/nowhere/", "/api/v1/companies", "/api/v1/health", "/api/v1/nowhere", "/api/"]
)
def test_every_answer_is_protected(tenant_a: TenantRef, client_of: ClientOf, path: str) -> None:
    answer = client_of(tenant_a).get(path)
    assert_protected(answer.headers)


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["nobody.localhost", "a b"])
def test_a_host_we_do_not_know_is_answered_with_protection(tenant_a: TenantRef, host: str) -> None:
    answer = Client(headers={"host": host}).get("/")
    assert answer.status_code == 404
    assert_protected(answer.headers)


@pytest.mark.django_db
def test_the_control_host_is_protected(marketplaces: dict[str, TenantRef], client_of: ClientOf) -> None:
    for path in ("/", "/sign-in/", "/console/"):
        assert_protected(client_of(None).get(path).headers)


def assert_protected(headers: Any) -> None:
    policy = headers["Content-Security-Policy"]
    for directive in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "script-src 'self'"):
        assert directive in policy, policy
    assert "unsafe" not in policy and "*" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in headers


def test_an_answer_that_speaks_for_itself_is_left_alone(settings: Any) -> None:
    from django.http import HttpResponse

    settings.HTTPS = True
    own = {"Content-Security-Policy": NO_PAGE, "Cache-Control": "public, max-age=60"}
    answer = ProtectiveMiddleware(lambda _request: HttpResponse(headers=own))(RequestFactory().get("/"))
    assert answer["Content-Security-Policy"] == NO_PAGE
    assert answer["Cache-Control"] == "public, max-age=60"
    assert answer["Strict-Transport-Security"] == HSTS


@pytest.mark.django_db
def test_cookies_are_closed_to_scripts_and_other_sites(tenant_a: TenantRef, client_of: ClientOf) -> None:
    client = signed_in(client_of(tenant_a), person("buyer", company_id=company()))
    client.post("/theme/", {"theme": "dark"})
    cookies: SimpleCookie = client.cookies
    assert cookies["kontor_session"]["httponly"]
    assert len(cookies["kontor_session"].value) <= 64
    for name, one in cookies.items():
        assert one["samesite"] == "Lax", name
        assert one["domain"] == "" and one["path"] == "/", name
        assert len(name) + len(one.value) < 4096


def test_cookies_of_production_are_of_one_host_and_secure() -> None:
    found = production(
        "from django.conf import settings as s\n"
        "from shared_apps.ui.context import THEME_COOKIE\n"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.LANGUAGE_COOKIE_NAME, THEME_COOKIE,\n"
        "      s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE)"
    )
    *names, secure = found.split()
    assert secure == "True"
    assert [name for name in names if not name.startswith("__Host-")] == []


def test_the_script_names_the_cookie_as_the_server_does() -> None:
    script = (ROOT / "shared_apps/ui/static/ui/kontor.js").read_text(encoding="utf-8")
    assert '(isSecure ? "__Host-" : "") + "k_theme="' in script


def production(code: str) -> str:
    """What a process of production prints: https, no debugging."""
    import os
    import subprocess
    import sys

    told = {"KONTOR_KIND": "tools", "KONTOR_OFFLINE": "1", "KONTOR_HTTPS": "1", "KONTOR_PROFILE": "none"}
    env = os.environ | told | {"DJANGO_SETTINGS_MODULE": "config.settings.base", "KONTOR_SECRET_KEY": "k" * 60}
    code = f"import django\ndjango.setup()\n{code}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, env=env)
    return done.stdout.strip()


OWN_SCRIPTS = sorted(
    path for app in ("shared_apps", "tenant_apps", "tenants") for path in (ROOT / app).glob("**/static/**/*.js")
)


@pytest.mark.parametrize("path", OWN_SCRIPTS, ids=lambda one: one.name)
def test_our_scripts_make_no_markup_of_text_and_keep_nothing(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    bad = (
        r"\.innerHTML\s*=", r"\.outerHTML\s*=", r"insertAdjacentHTML", r"document\.write", r"\beval\(", r"new Function",
        r"localStorage", r"sessionStorage", r"indexedDB", r"postMessage", r"document\.domain", r"__proto__",
    )  # fmt: skip
    assert [one for one in bad if re.search(one, source)] == []
    assert '"use strict"' in source


def test_scripts_are_looked_at() -> None:
    assert len(OWN_SCRIPTS) >= 5


@pytest.mark.django_db
def test_a_page_loads_from_its_own_host_alone(tenant_a: TenantRef, client_of: ClientOf) -> None:
    client = signed_in(client_of(tenant_a), person("buyer", company_id=company()))
    for path in ("/", "/sign-in/", "/account/", "/market/"):
        html = client.get(path, follow=True).content.decode()
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', html), path
        assert not re.search(r"<script(?![^>]*\b(?:src|type=\"application/json\"))", html), path
        assert not re.search(r"\son\w+=\"", html), path


@pytest.mark.django_db
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://market-b.localhost"])
def test_no_other_origin_reads_the_api(tenant_a: TenantRef, origin: str) -> None:
    answer = caller(tenant_a, "parties.view_company").get("companies", Origin=origin)
    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


@pytest.mark.django_db
def test_there_is_no_jsonp(tenant_a: TenantRef) -> None:
    answer = caller(tenant_a, "parties.view_company").get("companies?callback=steal")
    assert answer.status_code == 400
    assert b"steal(" not in answer.content


@pytest.mark.django_db
def test_a_form_of_another_origin_is_refused(tenant_a: TenantRef) -> None:
    browser = Client(enforce_csrf_checks=True, headers={"host": f"{tenant_a.slug}.localhost"})
    browser.get("/sign-in/")
    token = browser.cookies["csrftoken"].value
    told = {"email": "a@b.example", "password": "x", "csrfmiddlewaretoken": token}
    assert browser.post("/sign-in/", told, headers={"origin": "https://evil.example"}).status_code == 403
    assert browser.post("/sign-in/", told | {"csrfmiddlewaretoken": "x" * 64}).status_code == 403
    assert browser.post("/sign-in/", told).status_code == 422


@pytest.mark.django_db
def test_security_txt_says_whom_to_tell(tenant_a: TenantRef, client_of: ClientOf, settings: Any) -> None:
    """RFC 9116: both fields that must stand there, an end within a year, plain text."""
    from datetime import UTC, datetime, timedelta

    settings.SECURITY_CONTACT = "https://kontor.example/report"
    for ref in (tenant_a, None):
        answer = client_of(ref).get("/.well-known/security.txt")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
        assert fields["Contact"] == "https://kontor.example/report"
        until = datetime.fromisoformat(fields["Expires"])
        assert datetime.now(UTC) < until < datetime.now(UTC) + timedelta(days=366)
        assert urlsplit(fields["Canonical"]).path == "/.well-known/security.txt"


@pytest.mark.django_db
def test_the_stream_and_the_lane_say_the_same() -> None:
    """What a browser gets from the stream's refusals and from the lane is as guarded as a page."""
    from shared_apps.lane.desk import _fixed
    from shared_apps.outbox.live.connections import Connection, Service

    sent: list[bytes] = []

    class Wire:
        def write(self, data: bytes) -> None:
            sent.append(data)

        def close(self) -> None: ...

    connection = Connection(Service(None, None, "eu", https=True))  # type: ignore[arg-type]
    connection.transport = Wire()  # type: ignore[assignment]
    connection._refuse(403)
    head = sent[0].decode().split("\r\n\r\n")[0]
    assert [f"{name}: {value}" for name, value in protective(True) if f"{name}: {value}" not in head] == []
    lane = {name.decode(): value.decode() for name, value in _fixed("POST", "en")}
    assert_protected({name.title().replace("X-Xss", "X-XSS"): value for name, value in lane.items()})


def test_no_socket_is_upgraded() -> None:
    """Live rooms are answers that go on; the servers are told to refuse WebSockets."""
    source = (ROOT / "config/node.py").read_text(encoding="utf-8")
    assert "websockets=False" in source
    names = [path.name for path in OWN_SCRIPTS if "WebSocket" in path.read_text(encoding="utf-8")]
    assert names == []
