"""OpenID Connect: authorization code with PKCE, state and nonce; ID tokens read and checked by the library.

Everything that is asked of a provider goes through the egress client. What a provider says of itself, its addresses and
its keys, is remembered for an hour; a key nobody knows makes us ask once more, at most once a minute.
"""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus

import msgspec
from django.core.cache import cache

from shared_apps.egress import gate, http
from tenant_apps.federation.errors import NotSaid
from tenant_apps.federation.flows import ASKED
from tenant_apps.federation.models import IdentityProvider
from tenant_apps.federation.types import Said, Verified

# Signatures by a key that only the provider has. Neither none nor one made with what both know.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]
REMEMBERED_S, ASKED_AGAIN_S = 3600, 60
SKEW_S = 60
OLDEST_S = 600
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_S = 60
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Place:
    """What a provider's discovery document says, as far as it is used."""

    authorize: str
    token: str
    jwks: str
    by_post: bool
    names_itself: bool


@dataclass(frozen=True, slots=True)
class Question:
    """What goes with the browser, and what stays in its session to hold the answer against."""

    address: str
    state: str
    kept: dict[str, str]


def ask(provider: IdentityProvider, back: str, *, anew: bool) -> Question:
    """Where to send the browser; `anew` demands that the provider ask the person again."""
    from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    state, nonce, verifier = (secrets.token_urlsafe(32) for _time in range(3))
    more = {"prompt": "login", "max_age": "0"} if anew else {}
    address = prepare_grant_uri(
        place_of(provider).authorize,
        provider.client_id,
        "code",
        redirect_uri=back,
        scope="openid email profile",
        state=state,
        nonce=nonce,
        code_challenge=create_s256_code_challenge(verifier),
        code_challenge_method="S256",
        **more,
    )
    return Question(address, state, {"nonce": nonce, "verifier": verifier})


def hear(
    provider: IdentityProvider,
    back: str,
    kept: Mapping[str, str],
    answer: Mapping[str, str],
    now: datetime,
    key: str = "",
) -> Said:
    """Take the code to the provider and read its ID token; NotSaid for whatever does not hold.

    `key` is our private JWK (JSON), where we prove ourselves by one.
    """
    place = place_of(provider)
    named = answer.get("iss")
    if (named is None and place.names_itself) or named not in (None, provider.issuer):
        raise NotSaid("other_issuer")
    if answer.get("error") or not answer.get("code"):
        raise NotSaid("refused_there")
    tokens = _tokens(provider, place, back, answer["code"], kept["verifier"], _assertion(provider, place, key, now))
    token = tokens.get("id_token")
    if not isinstance(token, str):
        raise NotSaid("no_id_token")
    access = tokens.get("access_token")
    claims = _claims(provider, place, token, kept["nonce"], now, access if isinstance(access, str) else "")
    return Said(_verified(provider, claims), dict(claims))


def place_of(provider: IdentityProvider) -> Place:
    """The provider's addresses, from its discovery document."""
    key = f"federation-place-{provider.pk}"
    known = cache.get(key)
    if known is not None:
        return Place(**known)
    found = _get_json(provider, provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
    # The document speaks for this issuer or for none (OpenID Connect Discovery 1.0, 4.3).
    if found.get("issuer") != provider.issuer:
        raise NotSaid("other_issuer")
    addresses = [found.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    try:
        authorize, token, jwks = (_checked(one) for one in addresses)
    except http.Refused as error:
        raise NotSaid("bad_address") from error
    ways = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    place = Place(
        authorize, token, jwks, by_post="client_secret_basic" not in ways and "client_secret_post" in ways,
        names_itself=found.get("authorization_response_iss_parameter_supported") is True,
    )  # fmt: skip
    cache.set(key, asdict(place), REMEMBERED_S)
    return place


def forget(provider: IdentityProvider) -> None:
    """Drop what is remembered of a provider: somebody changed it."""
    cache.delete_many([f"federation-{what}-{provider.pk}" for what in ("place", "keys", "asked")])


def _checked(address: Any) -> str:
    if not isinstance(address, str):
        raise http.Refused("an address is missing")
    http.check(address)
    return address


def _assertion(provider: IdentityProvider, place: Place, key: str, now: datetime) -> dict[str, str]:
    """What proves us by our key (RFC 7523, OpenID Connect Core 9), for one request; nothing without a key."""
    if not key:
        return {}
    from joserfc import jwt
    from joserfc.jwk import ECKey

    ours = ECKey.import_key(msgspec.json.decode(key))
    moment = int(now.timestamp())
    claims = {
        "iss": provider.client_id, "sub": provider.client_id, "aud": place.token, "iat": moment,
        "exp": moment + ASSERTION_S, "jti": secrets.token_urlsafe(32),
    }  # fmt: skip
    signed = jwt.encode({"alg": "ES256", "kid": ours.kid, "typ": "JWT"}, claims, ours, algorithms=["ES256"])
    return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": signed}


def _tokens(
    provider: IdentityProvider, place: Place, back: str, code: str, verifier: str, assertion: Mapping[str, str]
) -> dict[str, Any]:
    from authlib.oauth2.rfc6749.parameters import prepare_token_request

    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    more: dict[str, str] = {"code_verifier": verifier, **assertion}
    # Who proves itself by a key sends no secret, even where one was kept from before.
    secret = "" if assertion else provider.client_secret
    if secret and not place.by_post:
        # RFC 6749, 2.3.1: both are form-encoded before they are joined.
        both = f"{quote_plus(provider.client_id)}:{quote_plus(secret)}"
        headers["Authorization"] = "Basic " + base64.b64encode(both.encode()).decode()
    else:
        more["client_id"] = provider.client_id
        if secret:
            more["client_secret"] = secret
    body = prepare_token_request("authorization_code", redirect_uri=back, code=code, **more)
    return _json(_send(provider, "POST", place.token, headers, body.encode()))


def _claims(
    provider: IdentityProvider, place: Place, token: str, nonce: str, now: datetime, access_token: str
) -> Mapping[str, Any]:
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jws import JWSRegistry

    moment = int(now.timestamp())
    try:
        registry = JWSRegistry(algorithms=ALGORITHMS)
        read = jwt.decode(token, _key_finder(provider, place), algorithms=ALGORITHMS, registry=registry)
        claims = CodeIDToken(
            read.claims,
            read.header,
            {
                "iss": {"essential": True, "value": provider.issuer},
                "aud": {"essential": True, "value": provider.client_id},
            },
            {"nonce": nonce, "client_id": provider.client_id, "access_token": access_token},
        )
        claims.validate(now=moment, leeway=SKEW_S)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise NotSaid(f"id_token: {type(error).__name__}") from error
    audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if len(audience) > 1 and claims.get("azp") != provider.client_id:
        raise NotSaid("other_party")
    if moment - int(claims["iat"]) > OLDEST_S:
        raise NotSaid("old_id_token")
    subject = claims["sub"]
    if not isinstance(subject, str) or not 1 <= len(subject) <= 255:
        raise NotSaid("bad_subject")
    return dict(claims)


def _key_finder(provider: IdentityProvider, place: Place) -> Any:
    """What the library asks for the key of a token: known ones first, then the provider anew."""
    from joserfc.jwk import KeySet

    def find(token: Any) -> Any:
        kid, algorithm = token.headers().get("kid"), token.headers().get("alg")
        for fresh in (False, True):
            found = _keys(provider, place, fresh=fresh)
            fitting = [key for key in found if _fits(key, kid)]
            if fitting and (kid is not None or len(fitting) == 1):
                return KeySet.import_key_set({"keys": fitting})
        raise ValueError(f"no key for {algorithm}")

    return find


def _fits(key: Mapping[str, Any], kid: Any) -> bool:
    if key.get("kty") == "oct" or key.get("use", "sig") != "sig":
        return False
    return kid is None or key.get("kid") == kid


def _keys(provider: IdentityProvider, place: Place, *, fresh: bool) -> list[dict[str, Any]]:
    key = f"federation-keys-{provider.pk}"
    known = cache.get(key)
    if known is not None and (not fresh or not cache.add(f"federation-asked-{provider.pk}", 1, ASKED_AGAIN_S)):
        return list(known)
    found = _get_json(provider, place.jwks).get("keys")
    keys = [one for one in found if isinstance(one, dict)][:50] if isinstance(found, list) else []
    cache.set(key, keys, REMEMBERED_S)
    return keys


def _verified(provider: IdentityProvider, claims: Mapping[str, Any]) -> Verified:
    factors = [claims.get("acr"), *(claims.get("amr") or [])]
    asked_at = claims.get("auth_time")
    ends = claims.get("session_expiry")
    return Verified(
        provider_id=provider.pk,
        issuer=str(claims["iss"]),
        subject=str(claims["sub"]),
        mail=_text(claims.get("email"), 254),
        mail_verified=claims.get("email_verified") is True,
        name=_text(claims.get("name"), 120),
        factors=[one[:LONGEST] for one in factors if isinstance(one, str) and one],
        proved_at=_moment(asked_at),
        ends_at=_moment(ends),
    )


def _text(value: Any, longest: int) -> str:
    return value.strip()[:longest] if isinstance(value, str) else ""


def _moment(value: Any) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 4_102_444_800:
        return None
    return datetime.fromtimestamp(value, UTC)


def _get_json(provider: IdentityProvider, address: str) -> dict[str, Any]:
    return _json(_send(provider, "GET", address, {"Accept": "application/json"}))


def _send(
    provider: IdentityProvider, method: http.Method, address: str, headers: Mapping[str, str], body: bytes = b""
) -> http.Answer:
    try:
        answer = http.send(method, address, ASKED, headers=headers, body=body, company_id=provider.company_id)
    except http.Refused as error:
        raise NotSaid("bad_address") from error
    except gate.Blocked as error:
        raise NotSaid("blocked") from error
    except (http.Unsent, http.Unanswered) as error:
        raise NotSaid("no_answer") from error
    if answer.status != 200:
        raise NotSaid(f"answered {answer.status}")
    return answer


def _json(answer: http.Answer) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotSaid("no_json") from error
    if not isinstance(found, dict):
        raise NotSaid("no_json")
    return found
