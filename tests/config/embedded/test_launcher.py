"""The launcher on real servers, in a folder of its own: kills, taken ports, strangers' processes."""

import contextlib
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from smtplib import SMTP

import psycopg
import pytest
import redis

from config.embedded import processes
from config.embedded.processes import Owned, StartError
from config.embedded.services import REGIONS, ROOT, Services, regions_of


@pytest.fixture
def run_dir(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that everybody may enter; pytest's own are closed to the user nobody."""
    folder = Path(tempfile.mkdtemp(prefix="kontor-launcher-"))
    folder.chmod(0o755)
    monkeypatch.setenv("KONTOR_RUN_DIR", str(folder))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def services(run_dir: Path) -> Iterator[Services]:
    launcher = Services("launcher", ("eu",))
    yield launcher
    launcher.stop()


def _compute(url: str) -> None:
    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(url) as link:
        link.execute("SELECT count(*) FROM generate_series(1, 1e12) n WHERE n % 3 = 5")


def _until_computing(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as link:
        others = "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%1e12%' AND pid <> pg_backend_pid()"
        while not link.execute(others).fetchone():
            time.sleep(0.05)


@pytest.mark.slow
def test_start_kill_start_stop(services: Services) -> None:
    told = services.start()
    with psycopg.connect(told["region_eu_super_url"], autocommit=True) as link:
        link.execute("CREATE TABLE extensions.kept AS SELECT 1 AS n")
        assert link.execute("SHOW server_version_num").fetchone()[0] >= "180000"  # type: ignore[index]
    cache = redis.Redis.from_url(told["broker_url"])
    cache.set("kept", "1")
    before = services.owned()
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in (services.told_file, services.owned_file))

    # A query that computes does not notice that its server was killed, and holds the shared memory of the next one.
    busy = threading.Thread(target=_compute, args=(told["region_eu_super_url"],), daemon=True)
    busy.start()
    _until_computing(told["region_eu_super_url"])
    os.kill(before["postgres-eu"].pid, signal.SIGKILL)
    assert services.start()["region_eu_url"] == told["region_eu_url"]
    busy.join(10)
    assert not busy.is_alive()
    after = services.owned()
    assert after["postgres-eu"] != before["postgres-eu"]
    assert {name: after[name] for name in ("postgres-control", "valkey", "mail")} == {
        name: before[name] for name in ("postgres-control", "valkey", "mail")
    }
    with psycopg.connect(told["region_eu_super_url"]) as link:
        assert link.execute("SELECT n FROM extensions.kept").fetchone() == (1,)
    assert cache.get("kept") == b"1"

    _mail_is_kept_and_shown_harmlessly(told)
    assert set(services.stop()) == {"postgres-control", "postgres-eu", "valkey", "mail"}
    assert services.stop() == []
    assert not any(services.status().values())

    with socket.socket() as thief:
        thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        thief.bind(("127.0.0.1", told["port_postgres-eu"]))
        thief.listen()
        moved = services.start()
    assert moved["port_postgres-eu"] != told["port_postgres-eu"]
    with psycopg.connect(moved["region_eu_super_url"]) as link:
        assert link.execute("SELECT n FROM extensions.kept").fetchone() == (1,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), psycopg.connect(moved["region_eu_url"]) as link:
        link.execute("CREATE TABLE public.refused (n int)")


def _mail_is_kept_and_shown_harmlessly(told: dict[str, object]) -> None:
    with SMTP("127.0.0.1", int(str(told["mail_port"])), timeout=10) as smtp:
        smtp.sendmail("a@example.org", ["b@example.org"], "Subject: <b>hi</b>\r\n\r\n<script>alert(1)</script>")
    base = str(told["mail_web_url"])
    found = json.load(urllib.request.urlopen(f"{base}api/messages", timeout=10))
    assert found[0]["subject"] == "<b>hi</b>"
    page = urllib.request.urlopen(f"{base}{found[0]['id']}", timeout=10).read().decode()
    assert "<script>" not in page
    assert "<b>hi" not in page


def test_a_strangers_process_with_a_remembered_pid_is_left_alone() -> None:
    stranger = subprocess.Popen(["sleep", "30"])
    try:
        assert not processes.end(Owned(stranger.pid, "1"), signal.SIGKILL, 0.1)
        assert stranger.poll() is None
        assert processes.end(processes.own(stranger.pid), signal.SIGTERM, 5)
    finally:
        stranger.kill()
        stranger.wait()


def test_a_taken_port_is_passed_over() -> None:
    with socket.socket() as thief:
        thief.bind(("127.0.0.1", 0))
        thief.listen()
        port = thief.getsockname()[1]
        assert not processes.is_free(port)
    assert processes.free_port(21999, {21999}) != 21999


def test_a_folder_that_cannot_be_written_is_one_sentence(run_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (run_dir / "file").write_text("")
    monkeypatch.setenv("KONTOR_RUN_DIR", str(run_dir / "file"))
    with pytest.raises(StartError, match="cannot be written"):
        Services("launcher", ("eu",)).start()


def test_a_full_disk_is_one_sentence(run_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(StartError, match="No space left on device"):
        Services("launcher", ("eu",)).start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the servers as another user")
def test_a_folder_closed_to_the_servers_user_is_one_sentence(run_dir: Path) -> None:
    run_dir.chmod(0o700)
    with pytest.raises(StartError, match="KONTOR_RUN_DIR"):
        Services("launcher", ("eu",))._folder()


def test_missing_binaries_are_one_sentence(run_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.embedded.postgres.find_spec", lambda name: None)
    with pytest.raises(StartError, match="make setup"):
        Services("launcher", ("eu",)).start()


def test_servers_of_ones_own_are_used_instead(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONTROL_URL", "REGION_EU_URL", "CACHE_URL", "MAIL_HOST"):
        monkeypatch.setenv(f"KONTOR_{name}", "elsewhere")
    told = services.start()
    assert services.owned() == {}
    assert "control_url" not in told


def test_the_command_says_one_sentence_and_exits_with_1(run_dir: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "services", "start", "--regions", "mars"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "kontor: there is no region mars; the regions are eu, cn, us\n"


@pytest.mark.parametrize(
    ("text", "found"), [("us,eu", ("eu", "us")), ("cn", ("cn",)), ("eu, us,eu,", ("eu", "us")), ("eu,cn,us", REGIONS)]
)
def test_regions_are_named_in_any_order_and_once(text: str, found: tuple[str, ...]) -> None:
    assert regions_of(text) == found


@pytest.mark.parametrize("words", [("demo", "--regions", "mars"), ("demo", "--regions", ",")])
def test_a_demo_of_no_known_region_is_one_sentence(run_dir: Path, words: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *words], capture_output=True, text=True, check=False
    )  # fmt: skip
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.endswith("the regions are eu, cn, us\n")
