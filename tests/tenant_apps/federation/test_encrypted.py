"""Encrypted assertions of SAML: read with a key of ours, refused in every way that is weak, and keys that change."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from django.test import Client
from lxml import etree

from shared_apps.commands import run
from shared_apps.foundation.refusals import Conflict, NotFound
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.federation.commands import (
    ChangeProvider,
    EndProviderKey,
    MakeProviderKey,
    change_provider,
    end_provider_key,
    make_provider_key,
)
from tenant_apps.federation.models import ExternalIdentity, IdentityProvider, ProviderKey
from tenant_apps.federation.own_keys import _rsa
from tenant_apps.federation.proofs import subject_hash
from tenant_apps.federation.protocols import saml, sealed
from tests.fixtures.identity_providers import XENC, XENC11, Saml, posted
from tests.fixtures.people import SYSTEM, company, person
from tests.tenant_apps.federation.test_pages import manager
from tests.tenant_apps.federation.test_saml import SERVICE, Provider, honest, provider, refused

ClientOf = Callable[[TenantRef | None], Client]


@cache
def pair(name: str) -> tuple[str, str]:
    """A key of ours and its certificate, both PEM, made once per run."""
    return _rsa(datetime.now(UTC))[:2]


def heard(document: bytes, *keys: str, must: bool = False) -> saml.Heard:
    row = Provider(must_encrypt=must)
    return saml.hear(row, SERVICE, posted(document), datetime.now(UTC), keys)  # type: ignore[arg-type]


@pytest.mark.parametrize("cipher", [f"{XENC11}aes256-gcm", f"{XENC11}aes128-gcm", f"{XENC}aes256-cbc"])
def test_it_is_read_whichever_part_is_signed_and_by_the_old_key_too(cipher: str) -> None:
    if cipher.endswith("cbc"):
        with refused("what can be altered unseen", "unsigned_cbc"):
            heard(honest(cipher=cipher).encrypted(pair("ours")[1]), pair("ours")[0])
        with refused("and written in another way", "unsigned_cbc"):
            other = honest(cipher=cipher).encrypted(pair("ours")[1]).replace(b"aes256-cbc", b"aes256-&#99;bc")
            heard(other, pair("ours")[0])
    for signs in ("assertion", "response", "assertion and response")[cipher.endswith("cbc") :]:
        document = honest(signs=signs, cipher=cipher).encrypted(pair("ours")[1])
        assert b"employee-7" not in document
        for keys in ((pair("ours")[0],), (pair("new")[0], pair("ours")[0])):
            said = heard(document, *keys, must=True).said.verified
            assert (said.subject, said.mail) == ("employee-7", "kim@tarn.example")


def test_what_is_weak_odd_or_not_for_us_is_refused() -> None:
    private, certificate = pair("ours")
    good = honest().encrypted(certificate)
    plain = honest().answer()
    box = good[good.index(b"<saml:EncryptedAssertion") : good.index(b"</saml:EncryptedAssertion>") + 26]
    wrapped = good[good.index(b"<xenc:EncryptedKey") : good.index(b"</xenc:EncryptedKey>") + 20]
    fetch = b'<xenc:CipherReference URI="https://127.0.0.1/x"/>'
    broken = etree.fromstring(good)
    value = list(broken.iter(f"{{{XENC}}}CipherValue"))[-1]
    value.text = "A" * 40 + str(value.text)[40:]
    for what, why, document in (
        ("for another key", "not_decrypted", honest().encrypted(pair("another")[1])),
        ("an altered text", "not_decrypted", etree.tostring(broken)),
        ("PKCS #1 1.5", "weak_encryption", honest(wraps="rsa-1_5").encrypted(certificate)),
        ("triple DES", "weak_encryption", honest(cipher=f"{XENC}tripledes-cbc").encrypted(certificate)),
        ("AES-128-CBC", "weak_encryption", honest(cipher=f"{XENC}aes128-cbc").encrypted(certificate)),
        ("a weak digest", "weak_encryption", good.replace(
            b'rsa-oaep-mgf1p"/>', b'rsa-oaep-mgf1p"><ds:DigestMethod Algorithm="md5"/></xenc:EncryptionMethod>')),
        ("two of them", "assertions", good.replace(box, box * 2)),
        ("one beside a plain one", "assertions", plain.replace(b"<saml:Assertion", box + b"<saml:Assertion", 1)),
        ("two keys", "odd_encryption", good.replace(wrapped, wrapped * 2)),
        ("without a key", "odd_encryption", good.replace(wrapped, b"")),
        ("one to fetch", "odd_encryption", good.replace(b"<xenc:CipherValue>", fetch + b"<xenc:CipherValue>", 1)),
        ("one by name elsewhere", "odd_encryption", good.replace(
            wrapped, b'<ds:RetrievalMethod URI="#k" Type="http://www.w3.org/2001/04/xmlenc#EncryptedKey"/>')),
    ):  # fmt: skip
        with refused(what, why):
            heard(document, private)
    with refused("in plain where it must be encrypted", "not_encrypted"):
        heard(plain, private, must=True)
    with refused("without a key of ours", "encrypted"):
        heard(good)
    # Encryption proves nothing: whoever has the metadata can do it.
    for what, answer in {
        "unsigned": honest(signs=""),
        "by another key": honest(key="somebody"),
        "over": honest(age=timedelta(minutes=20)),
        "for another audience": replace(honest(), audience="https://other.example"),
        "nobody asked for": replace(honest(), asked=""),
    }.items():
        with refused(what):
            heard(answer.encrypted(certificate), private)


def test_what_was_hidden_inside_is_looked_at_as_well() -> None:
    private, certificate = pair("ours")

    class Hiding(Saml):
        def _text(self) -> str:
            return super()._text().replace("Kim Berg", "Kim<!-- x --> Berg")

    class Nesting(Saml):
        def _text(self) -> str:
            return super()._text().replace("Kim Berg", '<samlp:Response ID="x"/>')

    for kind, why in ((Hiding, "forbidden_xml"), (Nesting, "wrapped")):
        answer = kind(audience=SERVICE.origin, recipient=SERVICE.acs, asked="q1")
        with refused(kind.__name__, why):
            heard(answer.encrypted(certificate), private)


def test_a_key_is_made_told_changed_and_ended(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who, made = person("buyer", company_id=company()), provider(must_encrypt=True)
    ExternalIdentity.objects.create(
        provider_id=made, user_id=who.id, subject="employee-7", how="linked", linked_at=datetime.now(UTC),
        subject_hash=subject_hash("https://idp.example/saml", "employee-7"),
    )  # fmt: skip
    old = ProviderKey.objects.get(provider_id=made)
    assert b"PRIVATE" not in bytes(ProviderKey.objects.values_list("private", flat=True).get())

    def told() -> str:
        root = etree.fromstring(client_of(tenant_a).get(f"/sign-in/with/{made}/metadata/").content)
        (key,) = root.iter(f"{{{sealed.MD}}}KeyDescriptor")
        assert key.get("use") == "encryption"
        return str(next(key.iter(f"{{{sealed.DS}}}X509Certificate")).text)

    def come(certificate: str) -> int:
        client, idp = client_of(tenant_a), Saml()
        idp.read(client.get(f"/sign-in/with/{made}/")["Location"])
        document = idp.encrypted(certificate) if certificate else idp.answer()
        answer = client.post(f"/sign-in/with/{made}/answer/", {"SAMLResponse": posted(document)})
        return answer.status_code if answer.status_code != 303 else client.get(answer["Location"]).status_code

    assert told() in old.public.replace("\n", "")
    assert (come(old.public), come("")) == (302, 403)
    new = run(make_provider_key, manager(), MakeProviderKey(provider_id=made))
    with pytest.raises(Conflict):
        run(make_provider_key, manager(), MakeProviderKey(provider_id=made))
    assert told() in ProviderKey.objects.get(pk=new.key_id).public.replace("\n", "")
    assert come(old.public) == 302, "the old one counts until it is ended"
    with pytest.raises(NotFound):
        run(end_provider_key, manager(company()), EndProviderKey(key_id=old.pk))
    run(end_provider_key, manager(), EndProviderKey(key_id=old.pk))
    old.refresh_from_db()
    assert (old.private, come(old.public)) == ("", 403)
    with pytest.raises(Conflict):
        run(end_provider_key, manager(), EndProviderKey(key_id=new.key_id))
    run(change_provider, SYSTEM, ChangeProvider(provider_id=made, must_encrypt=False))
    run(end_provider_key, manager(), EndProviderKey(key_id=new.key_id))
    assert not IdentityProvider.objects.get(pk=made).must_encrypt and come("") == 302
