"""Somebody of every role of the matrix in marketplace a: signed in, and with a key that carries what they hold."""

from datetime import timedelta
from uuid import UUID

from django.test import Client
from django.utils import timezone

from shared_apps.accounts.actors import known_permissions
from shared_apps.accounts.commands import CreateApiKey, SetPassword, create_api_key, set_password
from shared_apps.accounts.models import ApiKey, User
from shared_apps.commands import run
from shared_apps.operators.commands import InviteOperator, invite_operator
from shared_apps.tenancy import scope
from tenant_apps.identity.commands import BoundsIn, ChangeRole, DefineRole, change_role, define_role
from tests.fixtures.people import PASSWORD, SYSTEM, Person, authenticator, person, signed_in
from tests.isolation.matrix import (
    APPROVER,
    BUILT_IN_OF,
    COMPANY_ROLES,
    HOUSE_ROLES,
    KEYS,
    PLATFORM,
    PLATFORM_OF,
    SEAT,
    Stage,
    rights,
)
from tests.isolation.world import COOKIE, Place, World


def stand_up(world: World) -> Stage:
    """Everybody there is; rows are written in the transaction that is open."""
    stage, place = Stage(world), world.a
    with scope.enter(place.ref):
        approver = run(define_role, SYSTEM, DefineRole(name_en="Approver of the matrix", permissions=list(APPROVER)))
        codes = BUILT_IN_OF | {"approver": approver.code}
        for role in COMPANY_ROLES:
            for pair, name in ((place.one, role), (place.two, f"{role}:two"), (place.one, f"{role}:team")):
                company_id = pair.seller if SEAT.get(role) == "seller" else pair.buyer
                stand_in(stage, place, name, codes[role], company_id)
        for role in HOUSE_ROLES:
            stand_in(stage, place, role, codes[role], None)
        for role in KEYS:
            stage.secrets[role] = _key(role, sorted(rights()[role]), place.one.buyer)
            stage.secrets[f"{role}:two"] = _key(f"{role} two", sorted(rights()[role]), place.two.buyer)
        _gone(stage, place)
    with scope.enter(scope.CONTROL):
        for role in PLATFORM:
            email = f"matrix-{role}@kontor.example"
            run(invite_operator, SYSTEM, InviteOperator(email=email, name=role, role=PLATFORM_OF[role]))
            user = User.objects.get(email=email)
            run(set_password, SYSTEM, SetPassword(user_id=user.pk, password=PASSWORD))
            browser = signed_in(
                Client(headers={"host": "localhost"}), Person(user.pk, email), device=authenticator(user.pk)
            )
            stage.platform[role] = browser.cookies[COOKIE].value
    return stage


def stand_in(stage: Stage, place: Place, name: str, code: str, company_id: UUID | None) -> Person:
    """Somebody with the role on that seat: signed in, and with a key that carries it."""
    who = person(code, f"matrix.{name.replace(':', '-')}@example.com", company_id=company_id)
    if name.endswith(":team"):
        bounds = BoundsIn(people="team", team="Elsewhere")
        run(change_role, SYSTEM, ChangeRole(membership_id=who.membership_id, role=code, bounds=bounds))  # type: ignore[arg-type]
    device = authenticator(who.id) if company_id is None else None
    stage.cookies[name] = signed_in(place.browser(), who, device=device).cookies[COOKIE].value
    role = name.partition(":")[0]
    held = rights().get(role) or known_permissions()
    stage.secrets[name] = _key(name, sorted(held - {"accounts.manage_self"}), company_id, who.id)
    return who


def _key(name: str, permissions: list[str], company_id: UUID | None, maker: UUID | None = None) -> str:
    made = run(create_api_key, SYSTEM, CreateApiKey(
        name=f"matrix {name}", permissions=permissions, company_id=company_id, rate_per_minute=6000, is_unattended=True
    ))  # fmt: skip
    if maker is not None:
        ApiKey.objects.filter(pk=made.key_id).update(created_by_id=maker)
    return made.secret


def _gone(stage: Stage, place: Place) -> None:
    """Somebody whose account was closed after they signed in, and whose key has run out."""
    who = person("buyer", "matrix.expired@example.com", company_id=place.one.buyer)
    stage.cookies["expired"] = signed_in(place.browser(), who).cookies[COOKIE].value
    stage.secrets["expired"] = _key("expired", sorted(rights()["buyer"] - {"accounts.manage_self"}), place.one.buyer)
    ApiKey.objects.filter(name="matrix expired").update(expires_at=timezone.now() - timedelta(hours=1))
    User.objects.filter(pk=who.id).update(is_active=False, closed_at=timezone.now())
