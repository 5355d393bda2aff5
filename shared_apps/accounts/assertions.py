"""Assertions a client of OAuth 2.0 proves itself with (`private_key_jwt`: RFC 7523, OpenID Connect Core 9).

The keys a client registers are public ones, of three kinds with one algorithm each; what an assertion says is held
against the client, against us, and against the clock. That it counts once is for the command that takes it.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Invalid

METHOD = "private_key_jwt"
TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# One for each kind of key, so that a key is never used in a way it was not made for.
ALGORITHMS = ("ES256", "EdDSA", "Ed25519", "PS256")
# Ed25519 goes by two names (RFC 9864); everything else has one.
SAME = {"Ed25519": "EdDSA"}
LONGEST, LONGEST_SET, LONGEST_ID = 8_000, 20_000, 200
LASTS = timedelta(minutes=5)
SKEW_S = 30
MOST_KEYS = 3
MEMBER = re.compile(r"[A-Za-z0-9_-]{1,1400}")
PUBLIC = ("kty", "crv", "x", "y", "n", "e")


class Unproved(Exception):
    """An assertion that proves nothing; the text is for whoever debugs the client and names no secret."""


@dataclass(frozen=True, slots=True)
class Proof:
    """By which key (its thumbprint, RFC 7638) an assertion was signed, its id, and until when it could be sent."""

    thumbprint: str
    jti: str
    until: datetime


def public_keys(text: str) -> list[dict[str, Any]]:
    """The keys of a JWK set, or one JWK, as they are kept: public members, `kid`, `alg`; Invalid says what is wrong."""
    if len(text) > LONGEST_SET:
        raise _bad(_("At most 20,000 characters."))
    try:
        given = json.loads(text)
    except ValueError as error:
        raise _bad(_("This is no JSON.")) from error
    keys = given.get("keys", [given]) if isinstance(given, dict) else None
    if not isinstance(keys, list) or not 1 <= len(keys) <= MOST_KEYS or not all(isinstance(one, dict) for one in keys):
        raise _bad(_("A JWK set with one to %(most)s keys is needed.") % {"most": MOST_KEYS})
    found = [_public(one) for one in keys]
    if len({one["kid"] for one in found}) < len(found):
        raise _bad(_("Two of the keys have the same name (kid)."))
    return found


def client_named(assertion: str) -> str:
    """Who an assertion says it is from, before anything of it is checked."""
    from joserfc import jws
    from joserfc.errors import JoseError

    if not 0 < len(assertion) <= LONGEST:
        raise Unproved("The assertion is too long.")
    try:
        claims = json.loads(jws.extract_compact(assertion.encode()).payload)
    except (JoseError, ValueError, RecursionError) as error:
        raise Unproved("The assertion cannot be read.") from error
    named = claims.get("sub") if isinstance(claims, dict) else None
    if not isinstance(named, str):
        raise Unproved("The assertion names no client (sub).")
    return named


def read(
    assertion: str, client_id: str, keys: Sequence[Mapping[str, Any]], audiences: Sequence[str], now: datetime
) -> Proof:
    """Check an assertion against the keys of the client it names; Unproved says why it proves nothing."""
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import import_key
    from joserfc.jws import JWSRegistry

    used: list[Mapping[str, Any]] = []

    def find(token: Any) -> Any:
        header = token.headers()
        for one in keys:
            if SAME.get(header["alg"], header["alg"]) == one["alg"] and header.get("kid", one["kid"]) == one["kid"]:
                used.append(one)
                return import_key({name: one[name] for name in PUBLIC if name in one})
        raise ValueError("no key")

    try:
        registry = JWSRegistry(algorithms=list(ALGORITHMS))
        claims = jwt.decode(assertion, find, algorithms=list(ALGORITHMS), registry=registry).claims
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise Unproved("No key of this client made the signature.") from error
    return _held(claims, client_id, audiences, now, str(used[0]["thumbprint"]))


def _held(claims: Mapping[str, Any], client_id: str, audiences: Sequence[str], now: datetime, mark: str) -> Proof:
    moment = now.timestamp()
    named = claims.get("aud")
    told = named if isinstance(named, list) else [named]
    if claims.get("iss") != client_id or claims.get("sub") != client_id:
        raise Unproved("iss and sub must both be the client id.")
    # All of them: one that also names somebody else could be sent on by them (RFC 7523, 3).
    if not told or any(one not in audiences for one in told):
        raise Unproved("aud must be the token endpoint or the issuer.")
    until, jti = claims.get("exp"), claims.get("jti")
    if not _is_time(until) or moment >= until:  # type: ignore[operator]
        raise Unproved("The assertion is over (exp).")
    if until - moment > LASTS.total_seconds() + SKEW_S:  # type: ignore[operator]
        raise Unproved("exp must be within five minutes.")
    for name in ("nbf", "iat"):
        if name in claims and (not _is_time(claims[name]) or claims[name] > moment + SKEW_S):
            raise Unproved(f"The assertion is not valid yet ({name}).")
    if not isinstance(jti, str) or not 1 <= len(jti) <= LONGEST_ID or not jti.isprintable():
        raise Unproved("The assertion needs an id (jti) of 1 to 200 characters.")
    return Proof(mark, jti, datetime.fromtimestamp(float(until), UTC))  # type: ignore[arg-type]


def _is_time(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 4_102_444_800


def _public(given: Mapping[str, Any]) -> dict[str, Any]:
    from joserfc.errors import JoseError
    from joserfc.jwk import import_key

    if given.get("kty") == "oct" or any(name in given for name in ("d", "p", "q", "k")):
        raise _bad(
            _("There is a private key in it, which nobody but the other system may have."),
            _("Make a new key pair, and paste its public half alone."),
        )
    algorithm = _algorithm(given)
    wanted = given.get("alg", algorithm)
    if SAME.get(str(wanted), wanted) != algorithm or given.get("use", "sig") != "sig":
        raise _bad(_("A key says that it is for something else (alg, use)."))
    members = {name: given[name] for name in PUBLIC if name in given}
    # Libraries pass over signs that do not belong there; what is kept has none.
    if not all(isinstance(value, str) and MEMBER.fullmatch(value) for value in members.values()):
        raise _bad(_("A key in it cannot be read."))
    try:
        key = import_key(members)
        mark = str(key.thumbprint())
        bits = key.public_key.key_size if given["kty"] == "RSA" else 0  # type: ignore[union-attr]
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise _bad(_("A key in it cannot be read.")) from error
    if given["kty"] == "RSA" and not 2048 <= bits <= 8192:
        raise _bad(_("A key of RSA needs 2,048 to 8,192 bits."))
    kid = given.get("kid", mark)
    if not isinstance(kid, str) or not 1 <= len(kid) <= LONGEST_ID or not kid.isprintable():
        raise _bad(_("The name of a key (kid) has 1 to 200 characters."))
    return {**members, "kid": kid, "alg": algorithm, "thumbprint": mark}


def _algorithm(given: Mapping[str, Any]) -> str:
    kind = (given.get("kty"), given.get("crv"))
    if kind == ("EC", "P-256"):
        return "ES256"
    if kind == ("OKP", "Ed25519"):
        return "EdDSA"
    if given.get("kty") == "RSA":
        return "PS256"
    raise _bad(_("A key of another kind than P-256, Ed25519 or RSA is in it."))


def _bad(message: Any, remedy: Any = "") -> Invalid:
    return Invalid(
        "accounts.bad_client_keys",
        str(message),
        field="jwks",
        remedy=str(remedy or _("Paste the JWK set with the public keys of the system (RFC 7517).")),
    )
