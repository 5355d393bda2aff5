"""Odd and hostile texts in every text of every write, and read back wherever people and machines read them."""

import copy
import csv
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http.response import HttpResponseBase
from django.test import Client

from shared_apps.api.operations import Batch, Edit, Listing, Read, has_effect
from tests.isolation.hostile.texts import shown, some
from tests.isolation.test_api import KEYED, Call
from tests.isolation.world import World

WRITES = [one for one in KEYED if not isinstance(one.operation, Read | Listing)]


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a body holds text that is no id."""
    if isinstance(value, str):
        if not _is_id(value):
            yield path
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, (*path, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, (*path, number))


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def with_text(body: Any, path: tuple[Any, ...], text: str) -> Any:
    made = copy.deepcopy(body)
    inner = made
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = text
    return made


def send(call: Call, world: World, body: Any, etag: str) -> HttpResponseBase:
    headers = {"host": world.a.host, "authorization": f"Bearer {world.a.visitors['owner'].secret}"}
    if has_effect(call.operation):
        headers["idempotency-key"] = str(uuid4())
    if etag:
        headers["if-match"] = etag
    return Client(raise_request_exception=False).generic(
        call.method.upper(), call.address.path(world.a), json.dumps(body).encode(), content_type="application/json",
        headers=headers,
    )  # fmt: skip


@pytest.mark.parametrize("call", WRITES, ids=str)
def test_no_text_of_a_write_is_an_error_of_the_server(call: Call, world: World) -> None:
    body = call.body(world.a)
    etag = call._etag(world.a) if isinstance(call.operation, Edit) else ""
    wrong = []
    for path in leaves(body):
        for text in some():
            answer = send(call, world, with_text(body, path, text), etag)
            if answer.status_code >= 500:
                wrong.append((path, text, answer.status_code))
            elif answer.status_code >= 400:
                told = json.loads(answer.content)  # type: ignore[attr-defined]
                assert told["code"] and told["detail"], (path, text)
            elif isinstance(call.operation, Batch):
                assert all(one["status"] < 500 for one in json.loads(answer.content)["data"]), (path, text)
    assert wrong == []


class Tags(HTMLParser):
    """The tags of a page and what they carry, so that two pages can be told apart by their markup alone."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(sorted(name for name, _value in attrs))))


def test_a_name_is_shown_as_it_was_sent_and_is_never_markup(world: World) -> None:
    """Stored, read over the API, shown on a page and exported: the same text, its blanks made one each."""
    place = world.a
    secret = {"host": place.host, "authorization": f"Bearer {place.visitors['owner'].secret}"}
    browser = place.browser("owner")
    client = Client(raise_request_exception=False)
    markup, taken, texts = None, 0, shown()
    for number, text in enumerate(texts):
        body = {"sku": f"N-{number}", "name": text, "supplier_id": str(place.one.seller)}
        answer = client.post(
            "/api/v1/items", json.dumps(body), content_type="application/json",
            headers=secret | {"idempotency-key": str(uuid4())},
        )  # fmt: skip
        assert answer.status_code in (201, 422), (text, answer.status_code)
        if answer.status_code == 422:
            assert json.loads(answer.content)["field"] == "name", text
            continue
        taken += 1
        item = json.loads(answer.content)["item_id"]
        plain = " ".join(text.split())
        assert client.get(f"/api/v1/items/{item}", headers=secret).json()["name"] == plain
        page = browser.get(f"/catalogue/{item}/").content.decode()
        tags = Tags(page).found
        markup = markup or tags
        assert tags == markup, f"the page of {text!r} has other tags"
    assert taken > len(texts) * 0.8
    rows = list(csv.reader(io.StringIO(browser.get("/catalogue/?export=csv").content.decode("utf-8-sig"))))
    named = {row[0]: row for row in rows}
    for number, text in enumerate(texts):
        plain = " ".join(text.split())
        for cell in named.get(f"N-{number}", ()):
            # A number is one for a spreadsheet too, with its sign.
            is_safe = not cell.startswith(("=", "+", "-", "@", "\t", "\r")) or re.fullmatch(r"[+-]?\d+(\.\d+)?", cell)
            assert is_safe, f"{plain!r} is a formula in the export"
