"""The authorization server for clients of OAuth 2.0: authlib's protocol, our rows and commands.

Only client credentials (RFC 6749, 4.4), revocation (RFC 7009) and introspection of one's own tokens (RFC 7662).
Imported when the first client asks: the library brings a lot along.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from authlib.oauth2.rfc6749 import (
    AuthorizationServer,
    ClientMixin,
    InvalidClientError,
    InvalidScopeError,
    OAuth2Payload,
    OAuth2Request,
    TokenMixin,
)
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from shared_apps.accounts import assertions
from shared_apps.accounts.commands.clients import (
    IssueToken,
    RevokeToken,
    TakeAssertion,
    issue_token,
    revoke_token,
    take_assertion,
)
from shared_apps.accounts.models import AccessToken, ClientSecret
from shared_apps.accounts.queries.clients import ProvenClient, find_client, token_of
from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.refusals import Conflict
from shared_apps.tenancy import addresses, scope

METHODS = ["client_secret_basic", "client_secret_post", assertions.METHOD]


class _Payload(OAuth2Payload):
    """What stands in the body; nothing of it is taken from the address, where logs would keep it."""

    def __init__(self, request: HttpRequest) -> None:
        self._data = request.POST

    @property
    def data(self) -> Any:
        return self._data

    @property
    def datalist(self) -> defaultdict[str, list[str]]:
        return defaultdict(list, {name: self._data.getlist(name) for name in self._data})


class _Request(OAuth2Request):
    def __init__(self, request: HttpRequest) -> None:
        # Whether the way here was safe is the edge's to see to: the library looks at the word alone.
        super().__init__(str(request.method), f"https://{request.get_host()}{request.path}", headers=request.headers)
        self.payload = _Payload(request)
        self.given = request.POST

    @property
    def args(self) -> dict[str, str]:
        return {}

    @property
    def form(self) -> Any:
        return self.given


class _Client(ClientMixin):
    """A client as the library asks about it. One that does not exist answers as one with another secret does."""

    def __init__(self, found: ProvenClient | None) -> None:
        self.found = found
        self.secret: ClientSecret | None = None

    def check_client_secret(self, client_secret: str) -> bool:
        self.secret = self.found.secret_of(client_secret) if self.found is not None else None
        return self.secret is not None

    def check_assertion(self, assertion: str, client_id: str) -> None:
        """Raises Unproved for an assertion that is not by a key of this client, for us, now, and for the first time."""
        keys = self.found.keys if self.found is not None else {}
        here = issuer()
        given = [one.jwk for one in keys.values() if one.jwk is not None]
        proof = assertions.read(
            assertion, client_id, given, (here, here + reverse("oauth:token")), clock.now(scope.alias())
        )
        self.secret = keys[proof.thumbprint]
        taken = TakeAssertion(client_id=self.proven.row.pk, jti=proof.jti, until=proof.until)
        try:
            run(take_assertion, self.proven.actor, taken)
        except Conflict as refusal:
            raise assertions.Unproved("The assertion was used already (jti).") from refusal

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in METHODS

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == ClientCredentialsGrant.GRANT_TYPE

    @property
    def proven(self) -> ProvenClient:
        assert self.found is not None, "only a client that proved itself goes on"
        return self.found

    @property
    def proof(self) -> ClientSecret:
        assert self.secret is not None, "only a client that proved itself goes on"
        return self.secret


class _Token(TokenMixin):
    """A token of the client that asks, which holds now."""

    def __init__(self, row: AccessToken) -> None:
        self.row = row

    def check_client(self, client: _Client) -> bool:
        return self.row.client_id == client.proven.row.pk

    def is_expired(self) -> bool:
        return False

    def is_revoked(self) -> bool:
        return False


class _Grant(ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def validate_requested_scope(self) -> None:
        held = set(self.request.client.proven.row.permissions)
        if set((self.request.payload.scope or "").split()) - held:
            raise InvalidScopeError("The client does not hold all of this scope.")


class _Revocation(RevocationEndpoint):
    CLIENT_AUTH_METHODS = METHODS

    def query_token(self, token_string: str, token_type_hint: str | None) -> str:
        return token_string

    def authenticate_token(self, request: Any, client: _Client) -> str:
        # A token that is unknown, or another's, is answered as one that was revoked (RFC 7009, 2.2).
        self.check_params(request, client)
        return str(request.form["token"])

    def revoke_token(self, token: str, request: Any) -> None:
        proven = request.client.proven
        run(revoke_token, proven.actor, RevokeToken(client_id=proven.row.pk, token=token))


class _Introspection(IntrospectionEndpoint):
    CLIENT_AUTH_METHODS = METHODS

    def authenticate_token(self, request: Any, client: _Client) -> _Token | None:
        self.check_params(request, client)
        row = token_of(client.proven.row.pk, request.form["token"])
        return _Token(row) if row is not None else None

    def introspect_token(self, token: _Token) -> dict[str, Any]:
        row = token.row
        return {
            "active": True,
            "client_id": str(row.client_id),
            "token_type": "Bearer",
            "scope": " ".join(row.permissions),
            "sub": str(row.client_id),
            "iss": issuer(),
            "exp": int(row.expires_at.timestamp()),
            "iat": int(row.created_at.timestamp()),
        }


class _Server(AuthorizationServer):
    def query_client(self, client_id: str) -> _Client:
        return _Client(find_client(client_id))

    def create_oauth2_request(self, request: HttpRequest) -> OAuth2Request:
        return _Request(request)

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens: commands emit events."""

    def generate_token(
        self,
        grant_type: str,
        client: _Client,
        user: Any = None,
        scope: str | None = None,
        expires_in: int | None = None,
        include_refresh_token: bool = True,
    ) -> dict[str, Any]:
        permissions = sorted(set((scope or "").split())) or list(client.proven.row.permissions)
        data = IssueToken(client_id=client.proven.row.pk, secret_id=client.proof.pk, permissions=permissions)
        made = run(issue_token, client.proven.actor, data)
        return {
            "access_token": made.token,
            "token_type": "Bearer",
            "expires_in": made.expires_in,
            "scope": " ".join(permissions),
        }

    def save_token(self, token: dict[str, Any], request: Any) -> None:
        """The command that made it has kept its digest."""

    def handle_response(self, status: int, body: Any, headers: Any) -> HttpResponse:
        response = JsonResponse(body, status=status)
        for name, value in headers:
            response[name] = value
        return response


def _by_assertion(query_client: Callable[[str], _Client], request: OAuth2Request) -> _Client | None:
    """The client that an assertion proves; None where there is none."""
    given = request.form
    assertion = given.get("client_assertion", "")
    if not assertion:
        return None
    try:
        if given.get("client_assertion_type") != assertions.TYPE:
            raise assertions.Unproved(f"client_assertion_type must be {assertions.TYPE}.")
        named = assertions.client_named(assertion)
        if given.get("client_id", named) != named:
            raise assertions.Unproved("client_id and sub name two clients.")
        client = query_client(named)
        client.check_assertion(assertion, named)
    except assertions.Unproved as error:
        raise InvalidClientError(description=str(error), status_code=401) from error
    return client


def _made() -> _Server:
    made = _Server()
    made.register_client_auth_method(assertions.METHOD, _by_assertion)
    made.register_grant(_Grant)
    made.register_endpoint(_Revocation)
    made.register_endpoint(_Introspection)
    return made


SERVER = _made()


def issuer() -> str:
    """The marketplace's own address names it as the issuer (RFC 8414)."""
    return addresses.base_url(scope.current())
