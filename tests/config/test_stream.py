"""The stream process as its watchers meet it: who is let in, what they hear, and what they hear after a break."""

import os
import signal
import subprocess
import sys
import time

import pytest
import redis

from shared_apps.outbox.live.rooms import RING
from shared_apps.outbox.live.tickets import stream_key
from tests.fixtures.streams import HOST, ROOT, TENANT, Stream

KEY = stream_key(TENANT, "room-1", "member")


def numbers(found: list[tuple[str, str, dict[str, object]]]) -> list[object]:
    return [data.get("n") for event, _, data in found if event == "message"]


def test_no_database_driver_and_no_django_is_loaded() -> None:
    code = (
        "import sys, config.stream\n"
        "bad = {'django', 'psycopg', 'psycopg2', 'psycopg_pool', 'asyncpg', 'sqlite3', 'celery'}\n"
        "print(sorted(bad & {name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_the_process_is_told_of_no_database() -> None:
    code = (
        "from config.environment import load\n"
        "env = load()\n"
        "print([env.control_url, dict(env.region_urls), env.control_admin_url, dict(env.region_admin_urls)])"
    )
    env = os.environ | {"KONTOR_KIND": "stream", "KONTOR_REGION": "eu", "KONTOR_PROFILE": "test"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, env=env)
    assert done.stdout.strip() == "['', {}, '', {}]"


@pytest.mark.slow
def test_messages_come_in_order_with_the_numbers_of_valkey(stream: Stream) -> None:
    watcher = stream.watch(stream.ticket(), Origin=f"http://{HOST}:20001")
    assert watcher.status == 200
    assert f"Access-Control-Allow-Origin: http://{HOST}:20001" in watcher.head
    assert watcher.read(1)[0][0] == "hello"
    ids = stream.say(KEY, *({"n": n} for n in range(50)))
    found = watcher.read(50)
    assert [one[1] for one in found] == ids
    assert numbers(found) == list(range(50))


@pytest.mark.slow
def test_who_comes_back_misses_nothing(stream: Stream) -> None:
    first = stream.watch(stream.ticket())
    assert first.status == 200
    first.read(1)
    ids = stream.say(KEY, *({"n": n} for n in range(20)))
    first.read(20)
    first.close()
    again = stream.watch(stream.ticket(), after=ids[7])
    assert again.status == 200
    stream.say(KEY, {"n": 20})
    assert numbers(again.read(13)) == list(range(8, 21))


@pytest.mark.slow
def test_who_saw_nothing_yet_misses_nothing_either(stream: Stream) -> None:
    first = stream.watch(stream.ticket())
    assert first.status == 200
    event, number, _ = first.read(1)[0]
    assert (event, number) == ("hello", "0-0")
    first.close()
    stream.say(KEY, {"n": 0}, {"n": 1})
    again = stream.watch(stream.ticket(), after=number)
    assert again.status == 200
    assert numbers(again.read(2)) == [0, 1]


@pytest.mark.slow
@pytest.mark.parametrize("after", ["1-1", "99999999999999-0", "nonsense"])
def test_a_gap_that_cannot_be_filled_is_said(stream: Stream, after: str) -> None:
    client = redis.Redis(port=stream.valkey.port)
    for n in range(3):
        client.xadd(KEY, {"m": f'{{"n":{n}}}'}, id=f"{1000 + n}-0")
    client.xtrim(KEY, maxlen=2, approximate=False)
    watcher = stream.watch(stream.ticket(), after=after)
    assert watcher.status == 200
    assert [(event, number) for event, number, _ in watcher.read(1)] == [("reset", "1002-0")]
    stream.say(KEY, {"n": 9})
    assert numbers(watcher.read(1)) == [9]


@pytest.mark.slow
def test_the_ring_forgets_and_says_so(stream: Stream) -> None:
    first = stream.watch(stream.ticket())
    assert first.status == 200
    first.read(1)
    ids = stream.say(KEY, *({"n": n} for n in range(RING + 50)))
    assert len(first.read(RING + 50, 20)) == RING + 50
    late = stream.watch(stream.ticket(), after=ids[10])
    assert late.status == 200
    assert late.read(1)[0][0] == "reset"
    soon = stream.watch(stream.ticket(), after=ids[60])
    assert soon.status == 200
    assert numbers(soon.read(RING - 11, 20)) == list(range(61, RING + 50))


@pytest.mark.slow
def test_only_a_ticket_that_holds_here_and_now_opens(stream: Stream) -> None:
    good = stream.ticket()
    body, mark = good.split(".")
    flipped = ("A" if body[20] != "A" else "B").join((body[:20], body[21:]))
    refused = {
        "none": stream.watch(""),
        "nonsense": stream.watch("x.y"),
        "changed": stream.watch(f"{flipped}.{mark}"),
        "unsigned": stream.watch(f"{body}."),
        "another's mark": stream.watch(f"{body}.{stream.ticket(tenant='eu:0190-b:t_b').split('.')[1]}"),
        "expired": stream.watch(stream.ticket(expires_at=int(time.time()) - 1)),
        "another host": stream.watch(good, host="market-b.localhost"),
        "another region": stream.watch(stream.ticket(tenant="cn:0190-a:t_a")),
        "another page": stream.watch(good, Origin="http://evil.example"),
    }
    assert {name: watcher.status for name, watcher in refused.items()} == dict.fromkeys(refused, 403)
    assert stream.watch(good).status == 200


@pytest.mark.slow
def test_what_is_no_room_is_refused(stream: Stream) -> None:
    assert stream.watch("", path="/health").status == 200
    assert stream.watch("", path="/").status == 404
    assert stream.watch(stream.ticket(), X="x" * 9000).status == 431


@pytest.mark.slow
def test_audiences_rooms_and_marketplaces_do_not_hear_each_other(stream: Stream) -> None:
    watcher = stream.watch(stream.ticket())
    assert watcher.status == 200
    watcher.read(1)
    for other in (
        stream_key(TENANT, "room-1", "house"),
        stream_key(TENANT, "room-2", "member"),
        stream_key("eu:0190-b:t_b", "room-1", "member"),
    ):
        stream.say(other, {"n": -1})
    stream.say(KEY, {"n": 1})
    assert numbers(watcher.read(2, 1)) == [1]


@pytest.mark.slow
def test_a_ticket_that_runs_out_ends_the_stream(stream: Stream) -> None:
    watcher = stream.watch(stream.ticket(expires_at=int(time.time()) + 2))
    assert watcher.status == 200
    assert [one[0] for one in watcher.read(9, 8)] == ["hello", "renew"]
    assert watcher.is_over


@pytest.mark.slow
def test_valkey_killed_and_back(stream: Stream) -> None:
    watcher = stream.watch(stream.ticket())
    assert watcher.status == 200
    watcher.read(1)
    stream.say(KEY, {"n": 0})
    assert numbers(watcher.read(1)) == [0]
    stream.valkey.kill()
    assert watcher.read(1, 4) == []
    assert watcher.beats and watcher.beats[-1]["fresh"] is False
    stream.valkey.start()
    stream.say(KEY, {"n": 1})
    assert numbers(watcher.read(1, 8)) == [1]
    watcher.read(1, 3.5)
    assert watcher.beats[-1]["fresh"] is True


@pytest.mark.slow
def test_valkey_back_without_what_it_had(stream: Stream) -> None:
    watcher = stream.watch(stream.ticket())
    assert watcher.status == 200
    watcher.read(1)
    ids = stream.say(KEY, {"n": 0})
    watcher.read(1)
    stream.valkey.kill()
    for file in sorted(stream.valkey.folder.rglob("*"), reverse=True):
        if file.is_file():
            file.unlink()
    stream.valkey.start()
    assert watcher.read(1, 8)[0][0] == "reset"
    stream.say(KEY, {"n": 1})
    assert numbers(watcher.read(1, 8)) == [1]
    late = stream.watch(stream.ticket(), after=ids[0])
    assert late.status == 200
    assert late.read(1)[0][0] == "reset"


@pytest.mark.slow
def test_a_watcher_that_does_not_read_is_dropped_and_others_are_not(stream: Stream) -> None:
    slow, quick = stream.watch(stream.ticket()), stream.watch(stream.ticket())
    assert quick.status == 200
    quick.read(1)
    text = "x" * 60_000
    for n in range(200):
        stream.say(KEY, {"n": n, "text": text})
        assert numbers(quick.read(1, 5)) == [n]
    heard = slow.read(300, 3)
    assert len(heard) < 200
    assert slow.read(1, 0.1) == []


@pytest.mark.slow
def test_sigterm_ends_every_stream_and_the_process(stream: Stream) -> None:
    watcher = stream.watch(stream.ticket())
    assert watcher.status == 200
    watcher.read(1)
    stream.process.send_signal(signal.SIGTERM)
    assert stream.process.wait(5) == 0
    assert watcher.read(1, 2) == []
    assert watcher.is_over
