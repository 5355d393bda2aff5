"""Bids over HTTP: what is plain goes to the queue of its lot, everything else to the ordinary views of this process.

Plain is a bid with a key that was used here before, an idempotency key and a JSON body that reads as one, at the host
of an active marketplace of this region. All of it is proven again in the transaction of the batch; what is not plain,
or turns out not to be, is answered by the same code as in every other process.
"""

import asyncio
import hashlib
import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.utils import translation
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header

from shared_apps.api import bodies, problems, throttling
from shared_apps.api.counting import Counting
from shared_apps.api.middleware import request_number
from shared_apps.api.ordinary import Answered, Headers, Ordinary, body_of
from shared_apps.audit.record import request_id
from shared_apps.commands.runner import is_plain_key
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy import directory
from shared_apps.tenancy.middleware import host_name
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.trading.kernel import errors
from tenant_apps.trading.kernel.commands import PlaceBid
from tenant_apps.trading.kernel.lane.asks import Answer, Ask, Outcome, Refused
from tenant_apps.trading.kernel.lane.batch import OutcomeUnknown
from tenant_apps.trading.kernel.lane.queues import Lane

PATH = re.compile(r"/api/v1/lots/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/bids")
LARGEST = 16 * 1024
KEYS_KNOWN = 20_000
ONCE = (b"host", b"authorization", b"idempotency-key", b"content-type", b"accept-language", b"x-request-id")


@dataclass(frozen=True, slots=True)
class KnownKey:
    """What a key was when it was last used here. Its id never changes; the rest is proven with each bid."""

    id: str
    company_id: UUID | None
    limit: int


@dataclass(slots=True)
class Plain:
    """A request that the lane may take."""

    ref: TenantRef
    lot_id: UUID
    ask: Ask
    language: str


@dataclass(slots=True)
class Bids:
    """The application of the lane's process."""

    ordinary: Ordinary
    counting: Counting
    lane: Lane = field(init=False)
    keys: "OrderedDict[tuple[str, str], KnownKey]" = field(default_factory=OrderedDict)
    asking: "dict[str, asyncio.Future[TenantRef | None]]" = field(default_factory=dict)

    async def answer(self, scope: Any, receive: Any, send: Any) -> None:
        """One request."""
        body, length = await body_of(scope, receive)
        plain = await self._plain(scope, body) if length is None else None
        found = None
        if plain is not None:
            found = await self._in_lane(plain, scope["path"])
        if found is None:
            quota = plain.ask.quota if plain is not None else None
            try:
                answered = await self.ordinary.answer(scope, body, length=length, quota=quota)
            finally:
                if plain is not None:
                    plain.ask.settled.set()
            self._learn(scope, answered)
            found = answered.status, answered.headers, answered.body
        status, headers, text = found
        headers = [*headers, (b"content-length", str(len(text)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": text})

    async def count(self, ref: TenantRef, asks: Sequence[Ask]) -> None:
        """Count the requests of a batch."""
        waiting = [ask for ask in asks if ask.quota is None]
        quotas = await self.counting.count(ref.key, [(ask.key_id, ask.limit) for ask in waiting])
        for ask, quota in zip(waiting, quotas, strict=True):
            ask.quota = quota

    async def end(self) -> None:
        """Finish what waits, then close."""
        await self.lane.end()
        await self.counting.close()
        self.ordinary.close()

    # -- what is plain -----------------------------------------------------------------------------------------------

    async def _plain(self, scope: Any, body: bytes) -> Plain | None:
        path = PATH.fullmatch(scope["path"])
        if path is None or scope["method"] != "POST" or len(body) > LARGEST:
            return None
        told: dict[bytes, str] = {}
        for name, value in scope["headers"]:
            if name == b"cookie" or (name in ONCE and name in told):
                return None
            told[name] = value.decode("latin-1")
        kind, _space, token = told.get(b"authorization", "").partition(" ")
        key = told.get(b"idempotency-key", "")
        if kind.lower() != "bearer" or not token.isascii() or not token.startswith("kk_") or len(token) > 200:
            return None
        if told.get(b"content-type", "").split(";", 1)[0].strip().lower() != "application/json":
            return None
        if not is_plain_key(key) or not body:
            return None
        ref = await self._marketplace(host_name(told.get(b"host", "")))
        if ref is None or not ref.alias or ref.state != "active":
            return None
        hashed = hashlib.sha256(token.encode()).hexdigest()
        known = self.keys.get((ref.key, hashed))
        if known is None:
            return None
        lot_id = UUID(path[1])
        try:
            data = bodies.command_input(body, PlaceBid, {"lot_id": lot_id})
        except Refusal:
            return None
        company_id = data.company_id or known.company_id
        if company_id is None:
            return None
        number = request_number(told.get(b"x-request-id", ""))
        ask = Ask(hashed, known.id, company_id, data, key, number, known.limit)
        return Plain(ref, lot_id, ask, language_of(told.get(b"accept-language", "")))

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

    def _learn(self, scope: Any, answered: Answered) -> None:
        """Remember the key of a request that the views let in."""
        actor, ref = getattr(answered.request, "actor", None), getattr(answered.request, "tenant", None)
        quota = getattr(answered.request, "kontor_quota", None)
        if ref is None or quota is None or actor is None or actor.kind != "api_key":
            return
        token = answered.request.META["HTTP_AUTHORIZATION"].partition(" ")[2]
        name = (ref.key, hashlib.sha256(token.encode()).hexdigest())
        self.keys[name] = KnownKey(actor.id, actor.company_id, quota.limit)
        self.keys.move_to_end(name)
        while len(self.keys) > KEYS_KNOWN:
            self.keys.popitem(last=False)

    # -- the lane ----------------------------------------------------------------------------------------------------

    async def _in_lane(self, plain: Plain, path: str) -> tuple[int, Headers, bytes] | None:
        """The answer; None where the lane has done nothing and the ordinary views must."""
        ask = plain.ask
        self.lane.put(plain.ref, plain.lot_id, ask)
        try:
            outcome: Outcome = await ask.done
        except OutcomeUnknown:
            outcome = Refused("", {})
        if isinstance(outcome, Answer):
            headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
            return 201, [*headers, *_headers(plain)], outcome.body.encode()
        if not isinstance(outcome, Refused):
            return None
        token = request_id.set(plain.ask.request_id)
        try:
            with translation.override(plain.language):
                problem = _problem(outcome, path)
        finally:
            request_id.reset(token)
        headers = [(b"content-type", problems.CONTENT_TYPE.encode()), (b"cache-control", b"no-store")]
        if (wait := problem.facts.get("retry_after_s")) is not None:
            headers.append((b"retry-after", str(wait).encode()))
        return problem.status, [*headers, *_headers(plain)], msgspec.json.encode(problem)


def _problem(outcome: Refused, path: str) -> problems.Problem:
    if not outcome.reason:
        return problems.of_busy(path)
    return problems.of_refusal(errors.of_verdict(outcome.reason, outcome.facts), path)


def _headers(plain: Plain) -> Headers:
    """What the views and the middleware add to every answer of the API."""
    own = ((b"content-language", plain.language.encode()), (b"x-request-id", plain.ask.request_id.encode()))
    quota = plain.ask.quota
    counted = throttling.fields(quota) if quota is not None else ()
    return [*_fixed(), *own, *((name.lower().encode(), value.encode()) for name, value in counted)]


@lru_cache(maxsize=1)
def _fixed() -> tuple[tuple[bytes, bytes], ...]:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    found = (
        ("allow", "GET, POST, HEAD, OPTIONS"),
        ("vary", "Accept-Language, Cookie"),
        ("content-security-policy", "; ".join(f"{name} {' '.join(words)}" for name, words in directives.items())),
        ("cross-origin-opener-policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY),
        ("referrer-policy", settings.SECURE_REFERRER_POLICY),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", settings.X_FRAME_OPTIONS),
    )
    return tuple((name.encode(), value.encode()) for name, value in found)


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
