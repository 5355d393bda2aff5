"""Bodies that are JSON, nearly JSON and not at all: read strictly at the door, and never an error of the server."""

import json
import time
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.test import Client

from shared_apps.commands import inputs
from shared_apps.foundation.refusals import Invalid
from tests.isolation.hostile.texts import SECURITY
from tests.isolation.world import World

with ZipFile(SECURITY / "jsontestsuite-test_parsing.zip") as packed:
    FILES = {name: packed.read(name) for name in sorted(packed.namelist()) if name.endswith(".json")}
# What the database cannot hold is refused although it is JSON.
NULL = {"y_object_escaped_null_in_key.json", "y_string_null_escape.json"}
LARGE = {
    "nested arrays": b"[" * 100_000,
    "nested arrays, closed": b"[" * 100_000 + b"]" * 100_000,
    "nested objects": b'{"a":' * 100_000,
    "a number of four million digits": b'{"note":' + b"9" * 4_000_000 + b"}",
    "a number far too large": b'{"note":1e999999999}',
    "an unfinished string": b'{"note":"' + b"x" * 1_000_000,
    "not a number": b'{"note":NaN}',
    "infinity": b'{"note":-Infinity}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"note":"x"}'.encode("utf-16"),
}


def post(world: World, body: bytes) -> Any:
    headers = {"host": world.a.host, "authorization": f"Bearer {world.a.visitors['owner'].secret}"}
    return Client(raise_request_exception=False).generic(
        "POST", "/api/v1/orders", body, content_type="application/json",
        headers=headers | {"idempotency-key": str(uuid4())},
    )  # fmt: skip


def read(body: bytes) -> str:
    """`taken`, or the code of the refusal."""
    try:
        inputs.from_json(body, Any)  # type: ignore[arg-type]
    except Invalid as refusal:
        assert refusal.status in (400, 422) and refusal.remedy
        return refusal.code
    return "taken"


@pytest.mark.parametrize("name", FILES)
def test_the_door_takes_what_is_json_and_nothing_else(name: str) -> None:
    found = read(FILES[name])
    if name in NULL:
        assert found == "commands.null_character"
    elif name.startswith("y_"):
        assert found == "taken"
    elif name.startswith("n_"):
        assert found == "commands.malformed_json"
    else:
        assert found in ("taken", "commands.malformed_json", "commands.bad_input", "commands.number_too_large")


def test_over_http_each_of_them_is_refused_in_the_form_of_a_refusal(world: World) -> None:
    for name, body in FILES.items():
        answer = post(world, body)
        assert answer.status_code in (400, 422), (name, answer.status_code)
        assert json.loads(answer.content)["code"], name


@pytest.mark.parametrize("name", LARGE)
def test_what_is_too_deep_or_too_large_is_refused_at_once(name: str, world: World) -> None:
    began = time.process_time()
    answer = post(world, LARGE[name])
    assert answer.status_code in (400, 413, 422), answer.status_code
    assert json.loads(answer.content)["code"]
    # A generous bound of work, not of time: a reader that copies or counts quadratically takes minutes here.
    assert time.process_time() - began < 10


def test_of_two_equal_names_nothing_is_guessed(world: World) -> None:
    """The input has no such name twice in its schema; the last one counts, as everywhere in JSON, and is checked."""
    answer = post(world, b'{"lines": [], "lines": "x"}')
    assert answer.status_code == 422 and json.loads(answer.content)["field"] == "lines"
