"""Three marketplaces, each with two pairs of companies that trade, and words that give away where a text came from.

Every text is marked: `ZEBRAAQ…` belongs to marketplace a, and `…PRIVATE` to one company and whom it trades with. A
page that shows somebody else's word leaks, whatever its status says. Rows are committed in schemas of their own and
dropped with the world, so a test may roll back whatever it tries.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connections
from django.test import Client
from django.utils import timezone

from shared_apps.accounts.actors import known_permissions, standing_of
from shared_apps.accounts.commands import (
    CreateApiKey,
    CreateClient,
    SetPassword,
    create_api_key,
    create_client,
    set_password,
)
from shared_apps.accounts.models import SignInSession, User
from shared_apps.audit import sealing
from shared_apps.audit.models import AuditRecord
from shared_apps.commands import run
from shared_apps.egress.objects import object_store
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.ids import uuid7
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from shared_apps.tenancy.schemas.clone import clone
from shared_apps.tenancy.schemas.drop import drop
from tenant_apps.evidence.models import Drill, Pack
from tenant_apps.federation.commands import (
    ActivateProvider,
    CreateProvider,
    activate_provider,
    create_provider,
)
from tenant_apps.federation.models import ExternalIdentity, ProviderKey
from tenant_apps.identity.commands import DefineRole, DefineSeparation, define_role, define_separation
from tenant_apps.identity.models import AccessReview, GrantRequest, Membership, ReviewLine, Role
from tenant_apps.invoicing.commands import RenderInvoice, render_invoice
from tenant_apps.provisioning.models import Connection
from tenant_apps.provisioning.models import Person as DirectoryPerson
from tenant_apps.rulesets.models import RulesetVersion
from tenant_apps.rulesets.queries.values import forget
from tenant_apps.support.commands import ReceiveRequest, receive_request
from tenant_apps.transfers.commands import (
    EnterRequest,
    ProposeMechanism,
    StateResidency,
    enter_request,
    propose_mechanism,
    state_residency,
)
from tests.fixtures.identity_providers import key_pair
from tests.fixtures.marketplaces import register, seed
from tests.fixtures.people import PASSWORD, SYSTEM, Person, authenticator, person, signed_in
from tests.isolation.approvals import stand_up_approvals
from tests.isolation.privacy import stand_up_privacy
from tests.isolation.trades import Pair, stand_up_pair

REGIONS = {"a": "default", "b": "default", "c": "cn"}
COOKIE = settings.SESSION_COOKIE_NAME


def word_of(letter: str) -> str:
    """Long enough that no random token contains it."""
    return f"ZEBRA{letter.upper()}Q"


@dataclass
class Visitor:
    """Somebody of a marketplace: a signed-in browser and an API key with the same rights."""

    who: Person
    cookie: str
    secret: str
    company_id: UUID | None


@dataclass
class Place:
    """One marketplace and what the tests know about it."""

    letter: str
    ref: TenantRef
    one: Pair
    two: Pair
    visitors: dict[str, Visitor] = field(default_factory=dict)
    ids: dict[str, UUID] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return f"{self.ref.slug}.{settings.ENV.base_domain}"

    @property
    def word(self) -> str:
        """In every text of this marketplace, and in no other's."""
        return word_of(self.letter)

    def browser(self, name: str = "", *, csrf: bool = False) -> Client:
        """A browser at this host, signed in as `name`; without one, a visitor."""
        client = Client(headers={"host": self.host}, enforce_csrf_checks=csrf)
        if name:
            client.cookies[COOKIE] = self.visitors[name].cookie
        return client

    def actor(self, name: str) -> Actor:
        """What the middleware makes of the person; the scope must be open."""
        visitor = self.visitors[name]
        standing = standing_of(User.objects.get(pk=visitor.who.id))
        return Actor(
            kind="user", id=str(visitor.who.id), display=visitor.who.email, user_id=visitor.who.id,
            company_id=visitor.company_id, permissions=standing.permissions, narrowed=standing.narrowed,
            fresh_factor=True,
        )  # fmt: skip


@dataclass(frozen=True)
class World:
    """`a` and `b` share a database; `c` is in another region."""

    a: Place
    b: Place
    c: Place


@contextmanager
def world() -> Iterator[World]:
    """Build all of it with real commits, and remove it again."""
    with places("abc") as made:
        yield World(**made)


@contextmanager
def places(letters: str) -> Iterator[dict[str, Place]]:
    """The marketplaces of these letters, with real commits, removed again afterwards."""
    from tenants.models import Tenant

    tag = uuid4().hex[:8]
    made: dict[str, Place] = {}
    refs: list[TenantRef] = []
    try:
        for letter in letters:
            alias = REGIONS[letter]
            schema = f"t_iso_{letter}_{uuid4().hex}"
            clone(alias, schema, schema)
            region = next(name for name, served in settings.ALIAS_OF.items() if served == alias)
            # As sandboxes, where everything can be done that can be done anywhere.
            refs.append(register(f"iso-{letter}-{tag}", region, schema, kind="sandbox"))
            seed(refs[-1])
            with scope.enter(refs[-1]):
                made[letter] = _stand_up(letter, refs[-1])
        yield made
    finally:
        for ref in refs:
            drop(ref.alias, ref.schema_name, ref.role)
            Tenant.objects.filter(pk=ref.id).delete()
        for connection in connections.all():
            connection.close()


def _stand_up(letter: str, ref: TenantRef) -> Place:
    word = word_of(letter)
    one, two = (stand_up_pair(f"{word}{number}") for number in ("ONE", "TWO"))
    place = Place(letter, ref, one, two)
    # One paper tells as much as twelve, and each takes a second to draw.
    if letter != "c":
        one.ids["document"] = run(render_invoice, SYSTEM, RenderInvoice(invoice_id=one.ids["invoice"])).document_id
    _people(place)
    _other_ids(place)
    stand_up_approvals(place)
    stand_up_privacy(place)
    forget()
    _seal(place)
    return place


def _seal(place: Place) -> None:
    """Give what was done its place in the log: a first head over one act, a second over all."""
    pack = Pack.objects.create(
        number=1, state="made", reason=f"{place.word} private", days=1, asked_by="", asked_at=clock.now(scope.alias()),
        made_at=clock.now(scope.alias()), log_size=1, size_bytes=2,
    )  # fmt: skip
    drill = Drill.objects.create(
        number=1, outcome="failed", started_at=pack.asked_at, ended_at=pack.asked_at, problem=f"{place.word} private"
    )
    object_store().put(pack.object_key, b"PK", "application/zip")
    for pair in (place.one, place.two):
        pair.ids["pack"], pair.ids["drill"] = pack.pk, drill.pk
        pair.ids["act"] = AuditRecord.objects.filter(company_id=pair.buyer).latest("id").pk
    with sealing.connect(place.ref.alias) as connection:
        key = sealing.SealerKey.of_region(place.ref.region)
        for most in (1, sealing.BATCH):
            sealing.seal(connection, place.ref, key, most)


def _people(place: Place) -> None:
    seats = {
        "owner": ("owner", None),
        "one_seller": ("company_admin", place.one.seller),
        "one_buyer": ("company_admin", place.one.buyer),
        "two_seller": ("company_admin", place.two.seller),
        "two_buyer": ("company_admin", place.two.buyer),
    }
    for name, (role, company_id) in seats.items():
        who = person(role, f"{place.word}.{name}.private@example.com".lower(), company_id=company_id)
        place.visitors[name] = _visitor(place, who, company_id, totp=role == "owner")
    nobody = person("buyer", f"{place.word}.nobody@example.com".lower(), company_id=place.two.buyer)
    bare = Role.objects.create(code="nothing", name_en="Nothing", name_zh_hans="无", side="company", permissions=[])
    Membership.objects.filter(pk=nobody.membership_id).update(role=bare)
    place.visitors["nobody"] = _visitor(place, nobody, place.two.buyer, permissions=["accounts.manage_self"])


def _visitor(
    place: Place, who: Person, company_id: UUID | None, *, totp: bool = False, permissions: list[str] | None = None
) -> Visitor:
    run(set_password, SYSTEM, SetPassword(user_id=who.id, password=PASSWORD))
    client = signed_in(place.browser(), who, device=authenticator(who.id) if totp else None)
    key = run(
        create_api_key,
        SYSTEM,
        CreateApiKey(
            name=f"{place.word} {who.email}",
            permissions=permissions or sorted(known_permissions()),
            company_id=company_id,
            rate_per_minute=6000,
            is_unattended=True,
        ),
    )
    return Visitor(who, client.cookies[COOKIE].value, key.secret, company_id)


def _of_the_house(place: Place) -> None:
    """What the marketplace itself has under way: a mechanism, a request of an authority, a visit of support."""
    day, words = date(2026, 1, 1), f"{place.word} private"
    mechanism = ProposeMechanism(country="JP", mechanism="adequacy", valid_from=day, reason=words)
    place.ids["mechanism"] = run(propose_mechanism, SYSTEM, mechanism).mechanism_id
    authority = EnterRequest(authority=words, country="JP", subject=words)
    place.ids["authority"] = run(enter_request, SYSTEM, authority).request_id
    visit = ReceiveRequest(visit_id=uuid7(), operator=uuid7(), reason=words, ticket=words)
    place.ids["visit"] = run(receive_request, SYSTEM, visit).visit_id
    run(state_residency, SYSTEM, StateResidency(day=day))


def _machines(place: Place) -> None:
    """What other systems of the first buyer come with: a client of OAuth 2.0, and a directory that brought somebody."""
    wanted = CreateClient(
        name=f"{place.word} client private", permissions=["parties.view_company"], company_id=place.one.buyer
    )
    place.ids["client:one_buyer"] = run(create_client, SYSTEM, wanted).client_id
    now, maker = timezone.now(), place.visitors["one_buyer"].who.id
    directory = Connection.objects.create(
        name=f"{place.word} directory private", company_id=place.one.buyer, default_role="buyer", prefix="x",
        secret_hash=f"{place.word}", made_by_id=maker, made_at=now, expires_at=now + timedelta(days=9),
    )  # fmt: skip
    place.ids["directory:one_buyer"] = directory.pk
    brought = person("buyer", f"{place.word}.brought.private@example.com".lower(), company_id=place.one.buyer)
    place.ids["directory_person:one_buyer"] = DirectoryPerson.objects.create(
        connection=directory, user_id=brought.id, user_name=f"{place.word} private", is_ours=True,
        given={"buyer": str(brought.membership_id)}, made_at=now, changed_at=now,
    ).pk  # fmt: skip


def _provider(place: Place) -> None:
    """Two identity providers of a company, one in use and one a draft, and somebody the first knows."""
    told: dict[str, Any] = {
        "kind": "saml", "name": f"{place.word} provider private", "company_id": place.one.buyer,
        "sso_url": "https://idp.example/sso", "certificates": key_pair("idp")[1],
    }  # fmt: skip
    issuer = f"https://{place.word.lower()}.private.example"
    made, draft = (
        run(
            create_provider,
            SYSTEM,
            CreateProvider(issuer=f"{issuer}/{number}", mail_domains=["private.example"], **told),
        )
        for number in (1, 2)
    )
    run(activate_provider, SYSTEM, ActivateProvider(provider_id=made.provider_id))
    place.ids["provider:one_buyer"] = made.provider_id
    place.ids["provider_draft:one_buyer"] = draft.provider_id
    identity = ExternalIdentity.objects.create(
        provider_id=made.provider_id, user_id=place.visitors["one_buyer"].who.id,
        subject=f"{place.word} subject private", subject_hash=place.word, how="linked", linked_at=timezone.now(),
    )  # fmt: skip
    place.ids["identity:one_buyer"] = identity.pk
    key = ProviderKey.objects.create(
        provider_id=made.provider_id, use="decrypt", private=f"{place.word} key private", public=key_pair("own")[1],
        mark=place.word, made_at=timezone.now(),
    )  # fmt: skip
    place.ids["provider_key:one_buyer"] = key.pk


def _other_ids(place: Place) -> None:
    """Ids that hang on people and not on trades: sessions, keys, memberships, the file of a document."""
    from shared_apps.accounts.models import ApiKey, Passkey

    passkey = Passkey.objects.create(
        user_id=place.visitors["one_buyer"].who.id,
        name=f"{place.word} private key",
        rp_id=place.host,
        credential_id=b"1",
        credential_hash=f"{place.word}",
        created_at=timezone.now(),
    )
    place.ids["passkey:one_buyer"] = passkey.pk
    for name, visitor in place.visitors.items():
        place.ids[f"session:{name}"] = SignInSession.objects.filter(user_id=visitor.who.id).latest("id").pk
        place.ids[f"membership:{name}"] = visitor.who.membership_id or uuid7()
        place.ids[f"key:{name}"] = ApiKey.objects.get(name=f"{place.word} {visitor.who.email}").pk
    _machines(place)
    invited = person(
        "buyer", f"{place.word}.invited.private@example.com".lower(), company_id=place.one.buyer, password=""
    )
    place.ids["membership:invited"] = invited.membership_id or uuid7()
    own = DefineRole(
        name_en=f"{place.word} desk private", company_id=place.one.buyer, permissions=["orders.view_order"]
    )
    made = run(define_role, SYSTEM, own)
    place.ids["role:one_buyer"], place.codes["role:one_buyer"] = made.role_id, made.code
    apart = DefineSeparation(
        name=f"{place.word} apart private", company_id=place.one.buyer, left=["orders.place_order"],
        right=["payments.keep_bank_word"], why=f"{place.word} because private",
    )  # fmt: skip
    place.ids["separation:one_buyer"] = run(define_separation, SYSTEM, apart).separation_id
    asked = GrantRequest.objects.create(
        kind="change", company_id=place.one.buyer, user_id=place.visitors["one_buyer"].who.id,
        role_id=place.ids["role:one_buyer"], wanted={"membership_id": str(place.ids["membership:invited"])},
        permissions=["identity.invite_person"], reason=f"{place.word} reason private",
        asked_by_id=invited.id, asked_at=timezone.now(), expires_at=timezone.now() + timedelta(days=9),
    )  # fmt: skip
    place.ids["grant_request:one_buyer"] = asked.pk
    _provider(place)
    review = AccessReview.objects.create(
        company_id=place.one.buyer, opened_at=timezone.now(), due_at=timezone.now() + timedelta(days=9)
    )
    shown = {
        "user": str(invited.id), "role": "buyer", "role_version": 1, "permissions": 1, "bounds": {},
        "since": "2026-01-01T00:00:00+00:00", "last_sign_in": "", "used": {}, "risky_unused": [],
    }  # fmt: skip
    ReviewLine.objects.create(
        review=review, membership_id=invited.membership_id, shown=shown, reason=f"{place.word} line private"
    )  # type: ignore[misc]
    place.ids["review:one_buyer"] = review.pk
    place.ids["ruleset"] = RulesetVersion.objects.latest("number").pk
    _of_the_house(place)
    for pair in (place.one, place.two):
        pair.ids.setdefault("document", pair.ids["nothing"])
    place.one.files = sorted(object_store().list()) or ["documents/none"]
    place.two.files = ["documents/none"]
