"""Sign in with SAML 2.0 through the pages, and every forgery of an answer that products of others have fallen for."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from shared_apps.accounts.models import SignInSession
from shared_apps.commands import run
from shared_apps.foundation.ids import uuid7
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.federation.commands import ActivateProvider, CreateProvider, activate_provider, create_provider
from tenant_apps.federation.errors import NotSaid
from tenant_apps.federation.models import Arrival, ExternalIdentity, IdentityProvider
from tenant_apps.federation.proofs import subject_hash
from tenant_apps.federation.protocols import saml
from tests.fixtures.identity_providers import Saml, key_pair, posted
from tests.fixtures.people import SYSTEM, company, person

ClientOf = Callable[[TenantRef | None], Client]
SERVICE = saml.Service("https://market.example", "https://market.example/sign-in/with/1/answer/")
NOW = datetime.now(UTC)


def honest(**more: object) -> Saml:
    return Saml(audience=SERVICE.origin, recipient=SERVICE.acs, asked="q1", **more)  # type: ignore[arg-type]


def heard(document: bytes, provider: "Provider | None" = None) -> saml.Heard:
    return saml.hear(provider or Provider(), SERVICE, posted(document), datetime.now(UTC))  # type: ignore[arg-type]


class Provider:
    """What reading an answer asks of a provider's row."""

    def __init__(self, *, may_begin: bool = False, must_encrypt: bool = False) -> None:
        self.pk, self.issuer, self.sso_url = uuid7(), "https://idp.example/saml", "https://idp.example/sso"
        self.certificates, self.may_begin = key_pair("idp")[1], may_begin
        self.must_encrypt = must_encrypt


@contextmanager
def refused(what: str, *why: str) -> Iterator[None]:
    try:
        yield
    except NotSaid as error:
        assert not why or error.why in why, f"{what}: {error.why}"
    else:
        pytest.fail(f"taken: {what}")


@pytest.mark.parametrize("signs", ["assertion", "response", "assertion and response"])
def test_an_honest_answer_is_read_whichever_part_is_signed(signs: str) -> None:
    found = heard(honest(signs=signs).answer())
    said = found.said.verified
    assert (said.subject, said.mail, said.name) == ("employee-7", "kim@tarn.example", "Kim Berg")
    assert said.factors == ["urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"]
    assert found.asked == saml.hash_of("q1") and said.proved_at is not None and found.until > NOW


def test_what_is_signed_but_not_for_us_or_not_now_is_refused() -> None:
    for what, answer in {
        "unsigned": honest(signs=""),
        "by another key": honest(key="somebody"),
        "with SHA-1": honest(digest="Sha1"),
        "for another audience": replace(honest(), audience="https://other.example"),
        "for no audience": replace(honest(), audience=""),
        "for another address": replace(honest(), recipient="https://other.example/answer/"),
        "for an address that begins like ours": replace(honest(), recipient=SERVICE.acs + "x"),
        "by another issuer": honest(issuer="https://other.example/saml"),
        "over": honest(age=timedelta(minutes=20)),
        "before its time": honest(age=timedelta(minutes=-20)),
        "for a year": honest(lasts=timedelta(days=365)),
        "nobody asked for": replace(honest(), asked=""),
        "without a subject": honest(subject=""),
    }.items():
        with refused(what):
            heard(answer.answer())
    assert heard(replace(honest(), asked="").answer(), Provider(may_begin=True)).asked == ""


def test_xml_that_attacks_is_never_read() -> None:
    plain = honest().answer()
    text = plain.decode()
    subject = "employee-7"
    assert subject in text
    evil = {
        "a comment in the subject": text.replace(subject, "employee-7<!-- -->.evil"),
        "a document type": '<!DOCTYPE x [<!ENTITY e "boss">]>' + text.replace(subject, "&e;"),
        "an external entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + text.replace(subject, "&e;"),
        "a CDATA section": text.replace(subject, "<![CDATA[employee-7]]>"),
        "a processing instruction": text.replace(subject, "employee<?x y?>-7"),
        "another subject": text.replace(subject, "boss"),
        "UTF-16": text.encode("utf-16").decode("latin-1"),
        "no XML": "hello",
        "another root": "<a/>",
    }
    for what, document in evil.items():
        with refused(what):
            heard(document.encode("latin-1" if what == "UTF-16" else "utf-8"))
    with refused("no base64", "no_base64"):
        saml.hear(Provider(), SERVICE, "<xml>", NOW)  # type: ignore[arg-type]
    with refused("a large one", "too_large"):
        saml.hear(Provider(), SERVICE, "A" * (saml.LONGEST_ANSWER + 1), NOW)  # type: ignore[arg-type]


def _parts(document: bytes) -> tuple[str, str, str]:
    """Response without assertion, the assertion, and a forged copy of it without signature and with another subject."""
    text = document.decode()
    assertion = re.search(r"<saml:Assertion.*</saml:Assertion>", text, re.DOTALL).group()  # type: ignore[union-attr]
    forged = re.sub(r"<ds:Signature.*?</ds:Signature>", "", assertion, flags=re.DOTALL).replace("employee-7", "boss")
    return text.replace(assertion, "{}"), assertion, forged


def test_signatures_cannot_be_wrapped() -> None:
    """XML signature wrapping, in the eight forms of Somorovsky and others, USENIX Security 2012."""
    around, signed, forged = _parts(honest().answer())
    fresh = re.sub(r' ID="a', ' ID="b', forged, count=1)
    signature = re.search(r"<ds:Signature.*?</ds:Signature>", signed, re.DOTALL).group()  # type: ignore[union-attr]
    bare = signed.replace(signature, "")
    inside = fresh.replace("</saml:Assertion>", f"<saml:Advice>{signed}</saml:Advice></saml:Assertion>")
    copied = fresh.replace("</saml:Issuer>", f"</saml:Issuer>{signature}", 1)
    with_object = copied.replace("</ds:Signature>", f"<ds:Object>{bare}</ds:Object></ds:Signature>")
    forms = {
        "forged before signed": around.format(fresh + signed),
        "forged after signed": around.format(signed + fresh),
        "same id, before": around.format(forged + signed),
        "signed inside forged": around.format(inside),
        "forged with the signature of the other": around.format(copied),
        "the signed one in the signature": around.format(with_object),
        "the signed one in extensions": around.replace(
            "<samlp:Status>", f"<samlp:Extensions>{signed}</samlp:Extensions><samlp:Status>"
        ).format(fresh),
        "signature right in the response": around.format(signature + fresh),
    }
    for what, document in forms.items():
        with refused(what):
            heard(document.encode())
    assert heard(around.format(signed).encode()).said.verified.subject == "employee-7"


def provider(*, company_id: UUID | None = None, issuer: str = "https://idp.example/saml", **more: object) -> UUID:
    data = CreateProvider(
        kind="saml", name="Directory", issuer=issuer, sso_url="https://idp.example/sso", company_id=company_id,
        certificates=key_pair("idp")[1], **more,
    )  # fmt: skip
    made = run(create_provider, SYSTEM, data).provider_id
    run(activate_provider, SYSTEM, ActivateProvider(provider_id=made))
    return made


def test_there_and_back_once_in_the_browser_that_asked(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who, made = person("buyer", company_id=company()), provider()
    ExternalIdentity.objects.create(
        provider_id=made, user_id=who.id, subject="employee-7", how="linked", linked_at=datetime.now(UTC),
        subject_hash=subject_hash("https://idp.example/saml", "employee-7"),
    )  # fmt: skip
    mine, thief, there = client_of(tenant_a), client_of(tenant_a), client_of(tenant_a)
    told = mine.get(f"/sign-in/with/{made}/?next=/account/")["Location"]
    assert told.startswith("https://idp.example/sso?SAMLRequest=")
    idp = Saml()
    idp.read(told)
    assert idp.audience.startswith(f"http://{tenant_a.slug}.") and idp.recipient.startswith(idp.audience)
    document = idp.answer()
    # Another site posts it: no session, no token of ours.
    outside = Client(enforce_csrf_checks=True, headers={"host": f"{tenant_a.slug}.{idp.audience.split('.', 1)[1]}"})
    answer = outside.post(f"/sign-in/with/{made}/answer/", {"SAMLResponse": posted(document), "RelayState": "x"})
    assert answer.status_code == 303, answer.content.decode()[:600]
    assert thief.get(answer["Location"]).status_code == 403, "in another browser"
    came = mine.get(answer["Location"])
    assert came["Location"] == "/account/", came.content.decode()[:500]
    assert SignInSession.objects.get(provider_id=made).user_id == who.id
    assert mine.get(answer["Location"]).status_code == 403, "the same arrival once more"
    again = there.post(f"/sign-in/with/{made}/answer/", {"SAMLResponse": posted(document)})
    assert again.status_code == 403 and "used already" in again.content.decode()
    assert Arrival.objects.get().proof == ""
    page = client_of(tenant_a).get(f"/sign-in/with/{made}/metadata/")
    assert page.status_code == 200 and b"AssertionConsumerService" in page.content
    # Another provider's address takes no answer of this one.
    other = provider(issuer="https://other.example/saml")
    idp.read(client_of(tenant_a).get(f"/sign-in/with/{made}/")["Location"])
    assert there.post(f"/sign-in/with/{other}/answer/", {"SAMLResponse": posted(idp.answer())}).status_code == 403


def test_a_provider_that_begins_is_taken_only_where_it_may(tenant_a: TenantRef, client_of: ClientOf) -> None:
    ours = company()
    made = provider(company_id=ours, reach="members", role="buyer", mail_domains=["tarn.example"], may_begin=True)
    client = client_of(tenant_a)
    idp = Saml()
    idp.read(client.get(f"/sign-in/with/{made}/")["Location"])
    idp.asked = ""
    answer = client_of(tenant_a).post(f"/sign-in/with/{made}/answer/", {"SAMLResponse": posted(idp.answer())})
    came = client_of(tenant_a)
    assert came.get(answer["Location"]).status_code == 302
    assert came.get("/account/").status_code == 200
    IdentityProvider.objects.filter(pk=made).update(may_begin=False)
    answer = client_of(tenant_a).post(f"/sign-in/with/{made}/answer/", {"SAMLResponse": posted(idp.answer())})
    assert answer.status_code == 403
