"""SAML 2.0, web browser profile: request by redirect, answer by post, assertions signed with SHA-256 or better.

The library reads and checks the answer. Before it sees a byte, `_harmless` refuses what no answer needs and what
attacks on XML are made of; after it, `_demands` asks for what the profile demands and the library only checks where it
is there. What was encrypted is decrypted by the library with a key of ours (`sealed`), and goes through `_harmless`
once more before it counts as anything.
"""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from tenant_apps.federation.errors import NotSaid
from tenant_apps.federation.models import IdentityProvider
from tenant_apps.federation.protocols import sealed
from tenant_apps.federation.types import Said, Verified

LONGEST_ANSWER = 256 * 1024
SKEW = timedelta(seconds=60)
# What is accepted at most, so that a row that remembers an assertion need not be kept for ever.
LONGEST_LIFE = timedelta(hours=1)
POST, REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST", "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
UNSPECIFIED = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
SAML, SAMLP = "urn:oasis:names:tc:SAML:2.0:assertion", "urn:oasis:names:tc:SAML:2.0:protocol"
DS = "http://www.w3.org/2000/09/xmldsig#"
SIGNATURES = {
    *(
        f"http://www.w3.org/2001/04/xmldsig-more#{kind}-sha{bits}"
        for kind in ("rsa", "ecdsa")
        for bits in (256, 384, 512)
    ),
    *(f"http://www.w3.org/2007/05/xmldsig-more#sha{bits}-rsa-MGF1" for bits in (256, 384, 512)),
}
DIGESTS = {
    "http://www.w3.org/2001/04/xmlenc#sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512",
}
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
TRANSFORMS = {"http://www.w3.org/2000/09/xmldsig#enveloped-signature", EXCLUSIVE}
MAILS = ("email", "mail", "emailaddress", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
         "urn:oid:0.9.2342.19200300.100.1.3")  # fmt: skip
NAMES = ("displayname", "name", "cn", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name",
         "urn:oid:2.16.840.1.113730.3.1.241")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Service:
    """We, as the provider sees us: the marketplace's origin is the entity id, `acs` takes the answers."""

    origin: str
    acs: str


@dataclass(frozen=True, slots=True)
class Question:
    address: str
    asked: str


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer that holds. `asked` is the request it answers, empty where the provider began; `until` it counts."""

    said: Said
    assertion_hash: str
    asked: str
    until: datetime


def ask(provider: IdentityProvider, service: Service, *, anew: bool) -> Question:
    """Where to send the browser; `anew` demands that the provider ask the person again."""
    from onelogin.saml2.authn_request import OneLogin_Saml2_Authn_Request

    request = OneLogin_Saml2_Authn_Request(_settings(provider, service), force_authn=anew, set_nameid_policy=False)
    asked = hash_of(request.get_id())
    query = urlencode({"SAMLRequest": request.get_request(), "RelayState": asked[:32]})
    joint = "&" if urlsplit(provider.sso_url).query else "?"
    return Question(f"{provider.sso_url}{joint}{query}", asked)


def metadata(provider: IdentityProvider, service: Service, certificates: Sequence[str] = ()) -> bytes:
    """What an administrator of the provider needs to know of us, as XML; `certificates` to encrypt for."""
    made = _settings(provider, service).get_sp_metadata()
    plain = made if isinstance(made, bytes) else str(made).encode()
    return sealed.tell(plain, list(certificates)) if certificates else plain


def certificates_of(text: str) -> list[str]:
    """The certificates of a text, one PEM block after the other or bare base64; ValueError for what is none."""
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    blocks = [part.split(end, 1)[0] for part in text.split(begin)[1:]] if begin in text else [text]
    found = []
    for block in blocks:
        one = x509.load_der_x509_certificate(base64.b64decode("".join(block.split()), validate=True))
        key = one.public_key()
        if not (isinstance(key, rsa.RSAPublicKey) and key.key_size >= 2048) and not isinstance(
            key, ec.EllipticCurvePublicKey
        ):
            raise ValueError("a key of RSA with 2048 bits or of an elliptic curve is needed")
        found.append(one.public_bytes(serialization.Encoding.PEM).decode())
    return found


def hear(provider: IdentityProvider, service: Service, raw: str, now: datetime, keys: Sequence[str] = ()) -> Heard:
    """Read and check a posted answer; NotSaid for whatever does not hold. `keys` of ours (PEM) decrypt it."""
    from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError

    if not 0 < len(raw) <= LONGEST_ANSWER:
        raise NotSaid("too_large")
    try:
        document = base64.b64decode("".join(raw.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotSaid("no_base64") from error
    cipher = _harmless(document)
    if cipher and not keys:
        raise NotSaid("encrypted")
    if provider.must_encrypt and not cipher:
        raise NotSaid("not_encrypted")
    acs = urlsplit(service.acs)
    asked_for: dict[str, Any] = {
        "https": "on" if acs.scheme == "https" else "off",
        "http_host": acs.netloc,
        "script_name": acs.path,
        "get_data": {},
        "post_data": {},
    }
    try:
        response = _read(provider, service, document, cipher, keys)
        response.is_valid(asked_for, raise_exceptions=True)
        return _demands(provider, service, response, now)
    except (OneLogin_Saml2_ValidationError, OneLogin_Saml2_Error) as error:
        raise NotSaid(f"saml {getattr(error, 'code', '')}".strip()) from error
    except NotSaid:
        raise
    except Exception as error:  # The library's own faults on strange input; nothing of the answer is taken.
        raise NotSaid(f"saml {type(error).__name__}") from error


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _read(provider: IdentityProvider, service: Service, document: bytes, cipher: str, keys: Sequence[str]) -> Any:
    """The answer as the library reads it, decrypted by whichever key it was encrypted for. Nothing is checked yet."""
    from lxml import etree
    from onelogin.saml2.response import OneLogin_Saml2_Response
    from onelogin.saml2.utils import OneLogin_Saml2_Utils

    text = base64.b64encode(document).decode()
    settings = _settings(provider, service)
    if not cipher:
        return OneLogin_Saml2_Response(settings, text)
    if cipher == sealed.CBC:
        # Before a key of ours touches it: else what becomes of altered texts would tell, try by try, what is in them.
        certificates = settings.get_idp_data()["x509certMulti"]["signing"]
        around = OneLogin_Saml2_Utils.RESPONSE_SIGNATURE_XPATH
        if not OneLogin_Saml2_Utils.validate_sign(document, xpath=around, multicerts=certificates):
            raise NotSaid("unsigned_cbc")
    for key in keys:
        try:
            response = OneLogin_Saml2_Response(_settings(provider, service, key), text)
        except Exception:  # A wrong key and a broken text look the same to the library, and must to everybody else.
            continue
        if _harmless(etree.tostring(response.get_xml_document())):
            raise NotSaid("encrypted")
        return response
    raise NotSaid("not_decrypted")


def _settings(provider: IdentityProvider, service: Service, key: str = "") -> Any:
    from onelogin.saml2.settings import OneLogin_Saml2_Settings

    # The library takes certificates as base64 without the lines around it.
    bare = [
        "".join(line for line in one.splitlines() if "CERTIFICATE" not in line)
        for one in certificates_of(provider.certificates)
    ]
    return OneLogin_Saml2_Settings(
        {
            "strict": True,
            "debug": False,
            "sp": {
                "entityId": service.origin,
                "assertionConsumerService": {"url": service.acs, "binding": POST},
                "NameIDFormat": UNSPECIFIED,
                "privateKey": key,
            },
            "idp": {
                "entityId": provider.issuer,
                "singleSignOnService": {"url": provider.sso_url, "binding": REDIRECT},
                "x509certMulti": {"signing": bare},
            },
            "security": {
                "wantAssertionsSigned": False,
                "wantMessagesSigned": False,
                "wantAttributeStatement": False,
                "wantNameId": True,
                "rejectDeprecatedAlgorithm": True,
                "allowRepeatAttributeName": False,
                "requestedAuthnContext": False,
                "failOnAuthnContextMismatch": False,
            },
        }
    )


def _harmless(document: bytes) -> str:
    """Refuse what no honest answer has: a document type, comments, a second assertion, weak or odd signatures.

    The cipher of its one assertion; empty where it is plain.
    """
    from lxml import etree

    # Another encoding could hide the words looked for here; every provider writes UTF-8.
    try:
        text = document.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotSaid("no_utf8") from error
    if "<!" in text:
        # A document type, an entity, a comment, a CDATA section.
        raise NotSaid("forbidden_xml")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotSaid("no_xml") from error
    if root.getroottree().docinfo.doctype:
        raise NotSaid("forbidden_xml")
    if root.tag != f"{{{SAMLP}}}Response":
        raise NotSaid("no_response")
    seen: set[str] = set()
    boxes = root.findall(f"{{{SAML}}}EncryptedAssertion")
    inside = {part for box in boxes for part in box.iterdescendants()}
    ciphers = [sealed.check(box) for box in boxes]
    assertions = len(boxes)
    for one in root.iter():
        if not isinstance(one.tag, str):
            raise NotSaid("forbidden_xml")
        name = etree.QName(one)
        if name.localname.startswith("Encrypted") and one not in inside and one not in boxes:
            raise NotSaid("encrypted")
        if name.localname in ("Response", "Assertion", "Signature"):
            _in_its_place(one, name, root)
            assertions += name.localname == "Assertion"
        for mark in ("ID", "Id", "id"):
            if (value := one.get(mark)) is not None:
                if value in seen:
                    raise NotSaid("same_id_twice")
                seen.add(value)
        if name.namespace == DS and one not in inside:
            _plain_signature(one, name.localname)
    if assertions != 1:
        raise NotSaid("assertions")
    return ciphers[0] if ciphers else ""


def _in_its_place(one: Any, name: Any, root: Any) -> None:
    """An assertion stands right in the response; a signature right in what it signs, and names just that."""
    parent = one.getparent()
    if name.localname == "Response" and one is not root:
        raise NotSaid("wrapped")
    if name.localname == "Assertion" and (parent is not root or name.namespace != SAML):
        raise NotSaid("wrapped")
    if name.localname == "Signature":
        if parent is None or parent.tag not in (root.tag, f"{{{SAML}}}Assertion"):
            raise NotSaid("wrapped")
        references = one.findall(f".//{{{DS}}}Reference")
        if len(references) != 1 or references[0].get("URI") != f"#{parent.get('ID')}":
            raise NotSaid("wrapped")


def _plain_signature(one: Any, name: str) -> None:
    if name in ("Object", "Manifest", "RetrievalMethod"):
        raise NotSaid("odd_signature")
    allowed = {"SignatureMethod": SIGNATURES, "DigestMethod": DIGESTS, "Transform": TRANSFORMS,
               "CanonicalizationMethod": {EXCLUSIVE}}.get(name)  # fmt: skip
    if allowed is not None and one.get("Algorithm") not in allowed:
        raise NotSaid("weak_signature")


def _demands(provider: IdentityProvider, service: Service, response: Any, now: datetime) -> Heard:
    """What the profile demands of an answer (SAML profiles 4.1.4.2), whether or not the library asks for it."""
    root = response.get_xml_document()
    assertion = root.find(f"{{{SAML}}}Assertion")
    asked = root.get("InResponseTo") or ""
    if not asked and not provider.may_begin:
        raise NotSaid("not_asked")
    if root.get("Destination") not in (None, service.acs):
        raise NotSaid("other_place")
    if service.origin not in response.get_audiences():
        raise NotSaid("other_audience")
    conditions = assertion.find(f"{{{SAML}}}Conditions")
    until = _until(conditions, now)
    confirmed = assertion.findall(f"{{{SAML}}}Subject/{{{SAML}}}SubjectConfirmation/{{{SAML}}}SubjectConfirmationData")
    if len(confirmed) != 1:
        raise NotSaid("not_confirmed")
    if confirmed[0].get("Recipient") != service.acs:
        raise NotSaid("other_place")
    if (confirmed[0].get("InResponseTo") or "") != asked:
        raise NotSaid("other_request")
    until = min(until, _until(confirmed[0], now))
    name_id = response.get_nameid_data()
    subject = name_id.get("Value") or ""
    if not 1 <= len(subject) <= 255 or subject != subject.strip():
        raise NotSaid("bad_subject")
    if name_id.get("Format") == TRANSIENT:
        # Another one each time: nobody could be known again by it.
        raise NotSaid("transient_subject")
    attributes = response.get_attributes()
    proved = _time(assertion.find(f"{{{SAML}}}AuthnStatement").get("AuthnInstant"))
    ends = response.get_session_not_on_or_after()
    verified = Verified(
        provider_id=provider.pk,
        issuer=provider.issuer,
        subject=subject,
        mail=_first(attributes, MAILS, 254),
        # A provider of SAML has no word for "checked": that it may speak for the domain is for whoever put it in use.
        mail_verified=True,
        name=_first(attributes, NAMES, 120),
        factors=[one[:200] for one in response.get_authn_contexts() if one],
        proved_at=proved,
        ends_at=datetime.fromtimestamp(ends, UTC) if ends else None,
    )
    said = Said(verified, {"NameID": subject, "NameID Format": name_id.get("Format", ""), **attributes})
    return Heard(said, hash_of(assertion.get("ID") or ""), hash_of(asked) if asked else "", until)


def _until(element: Any, now: datetime) -> datetime:
    """When it stops counting; NotSaid when it says nothing of it, has stopped, or has not begun."""
    until = _time(element.get("NotOnOrAfter")) if element is not None else None
    if until is None or now >= until + SKEW:
        raise NotSaid("over")
    begins = _time(element.get("NotBefore"))
    if begins is not None and now + SKEW < begins:
        raise NotSaid("not_yet")
    if until - now > LONGEST_LIFE + SKEW:
        raise NotSaid("too_long")
    return until


def _time(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as error:
        raise NotSaid("bad_time") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _first(attributes: dict[str, list[Any]], names: tuple[str, ...], longest: int) -> str:
    for name, values in attributes.items():
        if name.lower() in names and values and isinstance(values[0], str):
            return values[0].strip()[:longest]
    return ""
