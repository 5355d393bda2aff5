"""What stands in the logs and what cannot be put there: ASVS V16."""

import io
import json
import logging
import re
import sys
from collections.abc import Callable
from typing import Any

import pytest
import structlog
from django.test import Client

from config.logs import SetIn, configure
from shared_apps.tenancy.refs import TenantRef
from tests.fixtures.api import Caller, caller, host_of

ClientOf = Callable[[TenantRef | None], Client]
# A record of its own, in the eyes of whoever reads line by line, and what moves the cursor of a terminal.
FORGED = 'x\n2026-01-01T00:00:00.000Z ERROR kontor all is well\r\x1b[2J\x85\u2028{"event": "forged"}'


def formatted(message: str, *args: object, error: bool = False) -> str:
    made = SetIn("%(asctime)s %(levelname)s %(name)s %(message)s")
    exc = None
    if error:
        try:
            raise ValueError(FORGED)
        except ValueError:
            exc = sys.exc_info()
    return made.format(logging.LogRecord("django", logging.ERROR, "f", 1, message, args, exc))


@pytest.mark.parametrize("error", [False, True])
def test_a_line_that_was_sent_begins_no_record(error: bool) -> None:
    first, *rest = formatted("asked for %s", FORGED, error=error).split("\n")
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ERROR django asked for x$", first)
    assert rest and all(line.startswith("    | ") for line in rest)
    assert "\x1b" not in "".join(rest) and "\r" not in "".join(rest)


def test_our_own_records_are_one_line_of_json(monkeypatch: pytest.MonkeyPatch) -> None:
    told = io.StringIO()
    before = structlog.get_config()
    try:
        configure()
        monkeypatch.setattr(sys, "stderr", told)
        structlog.get_logger("x").error("api.unforeseen", path=FORGED, request_id="r-1")
    finally:
        structlog.configure(**before)
    (line,) = told.getvalue().splitlines()
    found = json.loads(line)
    assert found["path"] == FORGED and found["event"] == "api.unforeseen" and found["level"] == "error"
    assert found["timestamp"].endswith("Z")
    assert line.isascii()


def test_everything_goes_to_standard_error() -> None:
    from django.conf import settings

    assert settings.LOGGING["handlers"] == {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}}
    assert settings.LOGGING["formatters"]["line"]["()"] == "config.logs.SetIn"


@pytest.fixture
def broken(tenant_a: TenantRef, monkeypatch: pytest.MonkeyPatch) -> Caller:
    """An API whose health cannot be told for a reason that must not be heard."""

    def fail(*_: object) -> None:
        raise RuntimeError("SELECT secret FROM vault; password=hunter2")

    from shared_apps.foundation import clock

    api = caller(tenant_a, "parties.view_company")
    monkeypatch.setattr(clock, "now", fail)
    return api


@pytest.mark.django_db
def test_an_error_of_ours_is_told_without_its_reason_and_logged_with_it(broken: Caller) -> None:
    with structlog.testing.capture_logs() as said:
        answer = Client(raise_request_exception=False, headers={"host": broken.host}).get("/api/v1/health")
    assert answer.status_code == 500
    assert b"hunter2" not in answer.content and b"Traceback" not in answer.content and b"SELECT" not in answer.content
    body = answer.json()
    (record,) = [one for one in said if one["event"] == "api.unforeseen"]
    assert record["request_id"] == body["request_id"] == answer.headers["X-Request-Id"]
    assert "hunter2" in str(record["exc_info"])


@pytest.mark.django_db
def test_a_page_that_breaks_shows_no_trace(
    tenant_a: TenantRef, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> Any:
        raise RuntimeError("password=hunter2")

    from shared_apps.ui import views

    monkeypatch.setattr(views, "datetime", type("Broken", (), {"now": fail}))
    client = client_of(tenant_a)
    client.raise_request_exception = False
    answer = client.get("/.well-known/security.txt")
    assert answer.status_code == 500
    for word in (b"hunter2", b"Traceback", b"RuntimeError", b"/shared_apps/", b"settings"):
        assert word not in answer.content


@pytest.mark.django_db
def test_no_secret_that_was_sent_is_logged(
    tenant_a: TenantRef, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    api = caller(tenant_a, "parties.view_company")
    with structlog.testing.capture_logs() as said:
        api.get("companies")
        api.get("nowhere")
        Client(headers={"host": host_of(tenant_a)}).post(
            "/sign-in/", {"email": "a@b.example", "password": "hunter2hunter2"}
        )
    kept = "".join(one.getMessage() for one in caplog.records if not one.name.startswith("django.db"))
    everything = kept + str(said) + "".join(capfd.readouterr())
    assert api.secret not in everything and "hunter2hunter2" not in everything
