"""People of the demo, with passwords that are known on purpose. Nothing here runs outside the demo."""

from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from django_otp.oath import TOTP

from shared_apps.accounts import factors
from shared_apps.accounts.actors import SELF
from shared_apps.accounts.commands import (
    ConfirmTotp,
    CreateUser,
    SetPassword,
    StartTotp,
    confirm_totp,
    create_user,
    set_password,
    start_totp,
)
from shared_apps.accounts.models import Authenticator
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Conflict
from shared_apps.operators.commands import InviteOperator, invite_operator
from tenant_apps.identity.commands import InvitePerson, invite_person
from tenant_apps.workspace.demo.plans import MarketPlan, Person

SEEDER = Actor.system("demo")
OPERATOR_EMAIL = "operator@kontor.example"
OPERATOR_PASSWORD = "harbour-compass-ledger-7"


@dataclass(frozen=True, slots=True)
class SignIn:
    """One line of the list of sign-ins. `totp_secret` is empty for those without a second factor."""

    email: str
    password: str
    note: str
    totp_secret: str = ""


def seed_operator() -> SignIn:
    """The platform's operator, in the scope of the control plane."""
    with suppress(Conflict):
        run(invite_operator, SEEDER, InviteOperator(email=OPERATOR_EMAIL, name="Demo Operator", with_mail=False))
    user_id = _known(OPERATOR_EMAIL, "Demo Operator", "en", OPERATOR_PASSWORD, totp=True)
    return SignIn(OPERATOR_EMAIL, OPERATOR_PASSWORD, "platform operator", _authenticator(user_id))


def seed_people(plan: MarketPlan, firms: dict[str, UUID]) -> list[SignIn]:
    """Everybody of a marketplace, in its scope: password first, so that the mail says "added" and asks for none."""
    found = []
    for person in plan.people:
        totp = not person.firm
        user_id = _known(person.email, person.name, plan.locale, plan.password, totp=totp)
        _join(person, plan, firms.get(person.firm))
        found.append(SignIn(person.email, plan.password, person.note, _authenticator(user_id) if totp else ""))
    return found


def _known(email: str, name: str, language: str, password: str, *, totp: bool) -> UUID:
    person = run(create_user, SEEDER, CreateUser(email=email, name=name, language=language, must_use_totp=totp))
    if not person.has_password:
        run(set_password, SEEDER, SetPassword(user_id=person.user_id, password=password))
    return person.user_id


def _join(person: Person, plan: MarketPlan, company_id: UUID | None) -> None:
    data = InvitePerson(
        email=person.email, name=person.name, role=person.role, company_id=company_id, language=plan.locale
    )
    with suppress(Conflict):
        run(invite_person, SEEDER, data)


def _authenticator(user_id: UUID) -> str:
    """The secret of the person's authenticator, enrolled through the same two commands as anybody's."""
    device = Authenticator.objects.filter(user_id=user_id, confirmed=True).first()
    if device is None:
        actor = Actor(kind="user", id=str(user_id), user_id=user_id, permissions=frozenset({SELF}), fresh_factor=True)
        run(start_totp, actor, StartTotp())
        device = Authenticator.objects.get(user_id=user_id, confirmed=False)
        # The code of the step before: it is still good, and leaves the current one for the first sign-in.
        code = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift - 1).token()
        run(confirm_totp, actor, ConfirmTotp(code=f"{code:0{device.digits}d}", session_key=""))
    return factors.secret_of(device)
