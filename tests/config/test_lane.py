"""The lane as a process: killed at any moment, no acknowledged bid is lost and none is there twice."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.conf import settings

from config.embedded.processes import free_port
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.trading.kernel.invariants import chain_holds
from tenant_apps.trading.kernel.models import Bid
from tests.fixtures.lane import Stall, ordinarily, stand_up_stall

ROOT = Path(__file__).resolve().parents[2]
FIRST_PORT = 24900 + 40 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def url_of(alias: str) -> str:
    told = settings.DATABASES[alias]
    return f"postgresql://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"


LANE = (str(Path(sys.executable).with_name("granian")), "--interface", "asgi", "--workers", "1", "--loop", "asyncio",
        "--no-ws", "config.lane:application")  # fmt: skip


@contextmanager
def process(faults: str = "", command: Sequence[str] = LANE) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    """A lane of region `eu`, or another process with one, on the databases of this test."""
    port = free_port(FIRST_PORT, set())
    env = os.environ | {
        "KONTOR_KIND": "region", "KONTOR_REGION": "eu", "KONTOR_PROFILE": "test", "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "config.settings.base", "KONTOR_REGION_EU_URL": url_of("default"),
        "KONTOR_DIRECTORY_URL": url_of("control"), "KONTOR_FAULTS": faults,
    }  # fmt: skip
    address = ["--host", "127.0.0.1", "--port", str(port)]
    started = subprocess.Popen([*command, *address], env=env, cwd=ROOT, start_new_session=True)
    try:
        until = time.monotonic() + 40
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert started.poll() is None and time.monotonic() < until, "the lane did not start"
                time.sleep(0.1)
        yield started, port
    finally:
        if started.poll() is None:
            os.killpg(started.pid, signal.SIGKILL)
        started.wait(10)


def post(port: int, stall: Stall, lot_id: Any, price: str, key: str) -> tuple[int, Any]:
    """Status and body; status 0 where no answer came."""
    who = stall.callers["buyer"]
    headers = {"Host": who.host, "Authorization": f"Bearer {who.secret}", "Content-Type": "application/json",
               "Idempotency-Key": key}  # fmt: skip
    body = json.dumps({"price": price}).encode()
    try:
        request = Request(f"http://127.0.0.1:{port}/api/v1/lots/{lot_id}/bids", body, headers, method="POST")
        with urlopen(request, timeout=20) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        return error.code, json.load(error)
    except OSError:
        return 0, None


@pytest.mark.slow
@pytest.mark.parametrize(("place", "there"), [("before_commit", 1), ("after_commit", 2)])
def test_killed_at_the_commit(committed_tenant: TenantRef, django_db_blocker: Any, place: str, there: int) -> None:
    with django_db_blocker.unblock():
        with scope.enter(committed_tenant):
            stall = stand_up_stall(committed_tenant)
            made = stall.english()
        with process(f"trading.lane.{place}=kill:2") as (_started, port):
            status, first = post(port, stall, made.lot_id, "2.00", "one")
            assert status == 201
            assert post(port, stall, made.lot_id, "3.00", "two") == (0, None), "killed while it was taken"
            with scope.enter(committed_tenant):
                kept = Bid.objects.filter(lot_id=made.lot_id, verdict="accepted")
                assert kept.count() == there
                assert kept.filter(hash=first["hash"]).exists(), "an acknowledged bid is in the ledger"
        again = ordinarily(stall.callers["buyer"], made.lot_id, {"price": "3.00"}, "two")
        assert again.status == 201
        with scope.enter(committed_tenant):
            assert Bid.objects.filter(lot_id=made.lot_id, verdict="accepted").count() == 2
            assert chain_holds() == []


@pytest.mark.slow
def test_it_ends_cleanly_and_takes_bids_alone(committed_tenant: TenantRef, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        with scope.enter(committed_tenant):
            stall = stand_up_stall(committed_tenant)
            made = stall.english()
        with process() as (started, port):
            for price, key in (("2.00", "a"), ("2.50", "b")):
                assert post(port, stall, made.lot_id, price, key)[0] == 201
            with pytest.raises(HTTPError) as other:
                urlopen(f"http://127.0.0.1:{port}/api/v1/events", timeout=5)
            assert other.value.code == 404
            assert json.load(other.value)["code"] == "api.not_found"
            started.send_signal(signal.SIGTERM)
            assert started.wait(15) == 0
