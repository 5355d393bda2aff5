"""Pages, API and lane in one process: each is answered, and the process ends cleanly."""

import http.client
import json
import signal
import sys
from typing import Any

import pytest

from shared_apps.api.ordinary import BODY_MOST
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tests.config.test_lane import post, process
from tests.fixtures.lane import Stall, stand_up_stall

NODE = (sys.executable, "-m", "config.node")


def ask(
    port: int, host: str, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str
) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, path, body, {"Host": host, **headers})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def pages(port: int, stall: Stall) -> None:
    """What browsers ask for."""
    host = stall.callers["buyer"].host
    status, headers, body = ask(port, host, "/sign-in/")
    assert status == 200 and b"csrfmiddlewaretoken" in body and "csrftoken=" in headers["Set-Cookie"]
    status, headers, body = ask(port, host, "/api/v1/openapi.json", method="HEAD")
    assert (status, body) == (200, b"") and headers["Content-Type"] == "application/json"
    status, _headers, body = ask(port, host, "/sign-in/", method="POST", body=b"email=a")
    assert status == 403, "a form without its token"
    assert ask(port, "nowhere.localhost", "/sign-in/")[0] == 404
    # Larger than what stays in memory, and sent on to the view: it has no token either.
    large = {"Content-Type": "application/x-www-form-urlencoded"}
    assert ask(port, host, "/sign-in/", method="POST", body=b"a=" + b"b" * 2_000_000, **large)[0] == 403
    # Announced as more than is read at all: answered, not waited for.
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.putrequest("POST", "/api/v1/items", skip_host=True)
    for name, value in {"Host": host, "Authorization": f"Bearer {stall.callers['seller'].secret}",
                        "Content-Type": "application/json", "Idempotency-Key": "large",
                        "Content-Length": str(BODY_MOST + 1)}.items():  # fmt: skip
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status in (400, 403, 413)
    connection.close()


@pytest.mark.slow
def test_pages_api_and_lane_from_one_process(committed_tenant: TenantRef, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        with scope.enter(committed_tenant):
            stall = stand_up_stall(committed_tenant)
            made = stall.english()
        with process(command=NODE) as (started, port):
            pages(port, stall)
            assert post(port, stall, made.lot_id, "2.00", "a")[0] == 201, "by the lane"
            caller = stall.callers["powerless"]
            bearer = {"Authorization": f"Bearer {caller.secret}"}
            status, _headers, body = ask(port, caller.host, f"/api/v1/events/{made.event_id}", **bearer)
            assert status == 200 and json.loads(body)["id"] == str(made.event_id), "by the views"
            started.send_signal(signal.SIGTERM)
            assert started.wait(15) == 0
