"""Requests of the lane over HTTP: what is plain goes to a queue, everything else to the ordinary views of this process.

Plain is a request with a key of an active marketplace of this region, sent to its host, an idempotency key and a JSON
body that reads as its route wants it. All of it is proven again in the transaction of the batch; what is not plain, or
turns out not to be, is answered by the same code as in every other process.
"""

import asyncio
import hashlib
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol, TypeVar
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import close_old_connections
from django.utils import translation
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header

from shared_apps.api import problems, throttling
from shared_apps.api.authentication import key_of, may_be_key, strength_of
from shared_apps.api.counting import Counting
from shared_apps.api.middleware import request_number
from shared_apps.api.ordinary import Headers, Ordinary, body_of
from shared_apps.audit.decisions.addresses import written
from shared_apps.audit.policies import ADDRESS_PRECISION
from shared_apps.audit.record import Origin, hash_of, request_id
from shared_apps.commands.runner import is_plain_key
from shared_apps.foundation.refusals import Refusal
from shared_apps.lane.asks import Answer, Ask, Counted, Outcome, OutcomeUnknown, Refused
from shared_apps.lane.queues import Lane
from shared_apps.tenancy import directory, policy, scope
from shared_apps.tenancy.answer_headers import policy_text, protective
from shared_apps.tenancy.middleware import host_name
from shared_apps.tenancy.refs import TenantRef

KEYS_KNOWN = 20_000
PRECISION_KNOWN_S = 5.0
ONCE = frozenset(
    (b"host", b"authorization", b"idempotency-key", b"content-type", b"accept-language", b"x-request-id", b"user-agent")
)
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class KnownKey:
    """What a key was when it was looked up here. Its id never changes; the rest is proven with each batch."""

    id: str
    company_id: UUID | None
    limit: int


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends a plain request, where to, and under which idempotency key."""

    ref: TenantRef
    key_hash: str
    known: KnownKey
    idempotency_key: str
    request_id: str
    language: str
    origin: Origin

    @property
    def counted(self) -> Counted:
        return Counted(self.known.id, self.known.limit)


class Route(Protocol):
    """One kind of request that a lane takes."""

    pattern: re.Pattern[str]
    largest: int
    allow: str
    lane: Lane

    def asks(self, found: "re.Match[str]", body: bytes, sender: Sender) -> tuple[Hashable, Sequence[Ask]] | None:
        """What the request asks for and of which thing; None where the views must read it. May raise Refusal."""

    def reply(self, outcomes: Sequence[Outcome], path: str) -> tuple[int, Headers, bytes] | None:
        """Status, headers of its own and body; None where the views must answer. In the sender's language."""


def single(outcome: Outcome, path: str) -> tuple[int, Headers, bytes] | None:
    """The reply to a request that asks for one thing."""
    if isinstance(outcome, Answer):
        return 201, [(b"content-type", b"application/json")], outcome.body.encode()
    return refusing(problems.of_refusal(outcome.why(), path)) if isinstance(outcome, Refused) else None


def refusing(problem: problems.Problem) -> tuple[int, Headers, bytes]:
    headers = [(b"content-type", problems.CONTENT_TYPE.encode())]
    if (wait := problem.facts.get("retry_after_s")) is not None:
        headers.append((b"retry-after", str(wait).encode()))
    return problem.status, headers, msgspec.json.encode(problem)


class Desk:
    """The application of the lane's process: routes, the ordinary views, and what is known of keys."""

    def __init__(self, ordinary: Ordinary, counting: Counting) -> None:
        self.ordinary = ordinary
        self.counting = counting
        self.routes: list[Route] = []
        self.keys: OrderedDict[tuple[str, str], KnownKey] = OrderedDict()
        self.asking: dict[str, asyncio.Future[TenantRef | None]] = {}
        self.precisions: dict[str, tuple[float, str]] = {}
        self.measuring: dict[str, asyncio.Future[str]] = {}
        self.learning: dict[tuple[str, str], asyncio.Future[KnownKey | None]] = {}

    def takes(self, path: str) -> bool:
        return self._route(path) is not None

    async def answer(self, asked: Any, receive: Any, send: Any) -> None:
        """One request."""
        body, length = await body_of(asked, receive)
        path = asked["path"]
        routed = self._route(path) if length is None else None
        sender = await self._plain(asked, body, routed[0]) if routed is not None else None
        asks: Sequence[Ask] = ()
        found = None
        if sender is not None and routed is not None:
            asks, found = await self._in_lane(*routed, sender, path, body)
            if found is None and asks:
                self.keys.pop((sender.ref.key, sender.key_hash), None)  # it may be another one by now
        if found is None:
            quota = asks[0].counted.quota if asks else None
            try:
                answered = await self.ordinary.answer(asked, body, length=length, quota=quota)
            finally:
                for ask in asks:
                    ask.settle()
            found = answered.status, answered.headers, answered.body
        status, headers, text = found
        headers = [*headers, (b"content-length", str(len(text)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": text})

    async def count(self, ref: TenantRef, asks: Sequence[Ask]) -> None:
        """Count the requests that the asks of a batch came with, each once."""
        waiting = list({id(ask.counted): ask.counted for ask in asks if ask.counted.quota is None}.values())
        quotas = await self.counting.count(ref.key, [(one.key_id, one.limit) for one in waiting])
        for one, quota in zip(waiting, quotas, strict=True):
            one.quota = quota

    async def end(self) -> None:
        """Finish what waits, then close."""
        lanes = {id(route.lane): route.lane for route in self.routes}.values()
        for lane in lanes:
            await lane.end()
        for connections in {id(lane.connections): lane.connections for lane in lanes}.values():
            await connections.close()
        await self.counting.close()
        self.ordinary.close()

    # -- what is plain -----------------------------------------------------------------------------------------------

    def _route(self, path: str) -> "tuple[Route, re.Match[str]] | None":
        for route in self.routes:
            if (found := route.pattern.fullmatch(path)) is not None:
                return route, found
        return None

    async def _plain(self, asked: Any, body: bytes, route: Route) -> Sender | None:
        """Who sends a plain request, with a key that holds as far as is known."""
        found = self._readable(asked, body, route)
        ref = await self._marketplace(found[0]) if found is not None else None
        if found is None or ref is None or not ref.alias or ref.state != "active":
            return None
        _host, token, key, number, accepted, agent = found
        hashed = hashlib.sha256(token.encode()).hexdigest()
        known = self.keys.get((ref.key, hashed)) or await self._key(ref, hashed, token)
        if known is None:
            return None
        address = _address((asked.get("client") or ("",))[0], await self._precision(ref))
        origin = Origin(address=address, agent=_hash_of(agent), strength=strength_of(token))
        return Sender(ref, hashed, known, key, request_number(number), language_of(accepted), origin)

    @staticmethod
    def _readable(asked: Any, body: bytes, route: Route) -> tuple[str, str, str, str, str, str] | None:
        """Host, token, idempotency key, request id, languages and program of a request that looks plain."""
        if asked["method"] != "POST" or len(body) > route.largest:
            return None
        told: dict[bytes, str] = {}
        for name, value in asked["headers"]:
            if name in ONCE:
                if name in told:
                    return None
                told[name] = value.decode("latin-1")
            elif name == b"cookie":
                return None
        kind, _space, token = told.get(b"authorization", "").partition(" ")
        key = told.get(b"idempotency-key", "")
        if kind.lower() != "bearer" or not may_be_key(token):
            return None
        if not _is_json(told.get(b"content-type", "")) or not is_plain_key(key) or not body:
            return None
        host = _host_name(told.get(b"host", ""))
        number, languages = told.get(b"x-request-id", ""), told.get(b"accept-language", "")
        return host, token, key, number, languages, told.get(b"user-agent", "")

    async def _marketplace(self, host: str) -> TenantRef | None:
        """From the directory's cache; asked for once, in a thread, when it is not there any more."""
        if not host:
            return None
        found = directory.cached_by_host(host)
        if found is not None:
            return found
        if host in settings.CONTROL_HOSTS:
            return None
        asked = self.asking.get(host)
        if asked is None:
            asked = asyncio.ensure_future(
                asyncio.get_running_loop().run_in_executor(self.ordinary.pool, self._look_up, host)
            )
            self.asking[host] = asked
            asked.add_done_callback(lambda _done: self.asking.pop(host, None))
        try:
            return await asyncio.shield(asked)
        except Exception:
            return None  # the ordinary views say what is wrong

    @staticmethod
    def _look_up(host: str) -> TenantRef | None:
        from django.db import connections

        try:
            return directory.by_host(host)
        finally:
            connections["control"].close()

    async def _precision(self, ref: TenantRef) -> str:
        """How much of an address the marketplace keeps; asked for in a thread, and remembered for some seconds."""
        found = self.precisions.get(ref.key)
        if found is not None and time.monotonic() < found[0]:
            return found[1]
        asked = self.measuring.get(ref.key)
        if asked is None:
            asked = asyncio.ensure_future(
                asyncio.get_running_loop().run_in_executor(self.ordinary.pool, self._look_up_precision, ref)
            )
            self.measuring[ref.key] = asked
            asked.add_done_callback(lambda _done: self.measuring.pop(ref.key, None))
        try:
            precision = await asyncio.shield(asked)
        except Exception:
            return "truncated"  # what is not known is kept as little of as can be
        self.precisions[ref.key] = (time.monotonic() + PRECISION_KNOWN_S, precision)
        return precision

    @staticmethod
    def _look_up_precision(ref: TenantRef) -> str:
        close_old_connections()
        with scope.enter(ref):
            return str(policy.value(ADDRESS_PRECISION))

    async def _key(self, ref: TenantRef, hashed: str, token: str) -> KnownKey | None:
        """Look a key up in a thread, once for all requests that come with it meanwhile; None where it does not hold."""
        name = (ref.key, hashed)
        learning = self.learning.get(name)
        if learning is None:
            learning = asyncio.ensure_future(
                asyncio.get_running_loop().run_in_executor(self.ordinary.pool, self._look_up_key, ref, token)
            )
            self.learning[name] = learning
            learning.add_done_callback(lambda _done: self.learning.pop(name, None))
        try:
            known = await asyncio.shield(learning)
        except Exception:
            return None  # the ordinary views say what is wrong
        if known is not None:
            self.keys[name] = known
            self.keys.move_to_end(name)
            while len(self.keys) > KEYS_KNOWN:
                self.keys.popitem(last=False)
        return known

    @staticmethod
    def _look_up_key(ref: TenantRef, token: str) -> KnownKey | None:
        close_old_connections()
        with scope.enter(ref):
            found = key_of(token)
        return KnownKey(found.actor.id, found.actor.company_id, found.rate_per_minute) if found is not None else None

    # -- the lane ----------------------------------------------------------------------------------------------------

    async def _in_lane(
        self, route: Route, found: "re.Match[str]", sender: Sender, path: str, body: bytes
    ) -> tuple[Sequence[Ask], tuple[int, Headers, bytes] | None]:
        """What was asked, and the reply; None where the lane has done nothing and the ordinary views must."""
        try:
            asked = route.asks(found, body, sender)
        except Refusal:
            return (), None
        if asked is None:
            return (), None
        subject, asks = asked
        route.lane.put(sender.ref, subject, asks)
        made: tuple[int, Headers, bytes] | None
        try:
            outcomes = [await ask.done for ask in asks]
        except OutcomeUnknown:
            made = self._said(sender, lambda: refusing(problems.of_busy(path)))
        else:
            if all(type(one) is Answer for one in outcomes):  # nothing to say in words
                made = route.reply(outcomes, path)
            else:
                made = self._said(sender, lambda: route.reply(outcomes, path))
        if made is None:
            return asks, None
        status, headers, text = made
        return asks, (status, [*headers, *_headers(route, sender, asks[0])], text)

    @staticmethod
    def _said(sender: Sender, say: Callable[[], Found]) -> Found:
        """What `say` returns, in the sender's language and with the number of the request."""
        token = request_id.set(sender.request_id)
        try:
            with translation.override(sender.language):
                return say()
        finally:
            request_id.reset(token)


def _headers(route: Route, sender: Sender, ask: Ask) -> Headers:
    """What the views and the middleware add to every answer of the API."""
    number = (b"x-request-id", sender.request_id.encode())
    quota = ask.counted.quota
    counted = throttling.fields(quota) if quota is not None else ()
    said = [(name.lower().encode(), value.encode()) for name, value in counted]
    return [*_fixed(route.allow, sender.language), number, *said]


@lru_cache(maxsize=100)
def _fixed(allow: str, language: str) -> tuple[tuple[bytes, bytes], ...]:
    found = (
        ("vary", "Accept-Language, Cookie"),
        ("cache-control", "no-store"),
        ("allow", allow),
        ("content-language", language),
    )
    guards = protective(settings.HTTPS, policy_text(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]))
    return tuple((name.lower().encode(), value.encode()) for name, value in (*found, *guards))


@lru_cache(maxsize=100)
def _is_json(content_type: str) -> bool:
    return content_type.split(";", 1)[0].strip().lower() == "application/json"


_host_name = lru_cache(maxsize=10_000)(host_name)
_address = lru_cache(maxsize=10_000)(written)
_hash_of = lru_cache(maxsize=1000)(hash_of)


@lru_cache(maxsize=1000)
def language_of(accepted: str) -> str:
    """The language that `LocaleMiddleware` would choose for a request without cookies."""
    for code, _share in parse_accept_lang_header(accepted.lower()):
        if code == "*":
            break
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return str(settings.LANGUAGE_CODE)
