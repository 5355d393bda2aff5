"""What is typed about an identity provider, checked field by field."""

import re
from typing import Any

from django.utils.translation import gettext as _

from shared_apps.egress import http
from tenant_apps.federation.errors import bad

DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")
METHODS = ("secret", "private_key_jwt")
REACHES = ("linked", "invited", "members")
MOST_DOMAINS, MOST_FACTORS, LONGEST_PEM = 50, 20, 40_000


def checked(kind: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """The columns of a provider, or a refusal that names the field. What does not belong to the kind is refused."""
    fields = {
        "name": _name(wanted["name"]),
        "company_id": wanted["company_id"],
        "mail_domains": _domains(wanted["mail_domains"]),
        "reach": _reach(wanted["reach"]),
        "factors": _factors(wanted["factors"]),
        "role": wanted["role"].strip(),
        "may_begin": bool(wanted["may_begin"]),
        **(_of_oidc(wanted) if kind == "oidc" else _of_saml(wanted)),
    }
    if fields["reach"] == "members":
        if not fields["mail_domains"]:
            raise bad("mail_domains", _("Which mail domains may it speak for?"), _("For example example.com."))
        if not fields["role"]:
            raise bad("role", _("Which role do new members get?"))
    else:
        fields["role"] = ""
    return fields


def _of_oidc(wanted: dict[str, Any]) -> dict[str, Any]:
    _none(wanted, ("sso_url", "certificates"), _("An OpenID provider says this by itself."))
    if wanted["may_begin"]:
        raise bad("may_begin", _("Only a SAML provider can begin."))
    if wanted["must_encrypt"]:
        raise bad("must_encrypt", _("Only a SAML provider encrypts what it says."))
    method = wanted["auth_method"]
    if method not in METHODS:
        raise bad("auth_method", _("One of %(kinds)s is needed.") % {"kinds": ", ".join(METHODS)})
    issuer = _address("issuer", wanted["issuer"])
    if "?" in issuer:
        raise bad("issuer", _("The address of a provider has no question mark."))
    client_id = wanted["client_id"].strip()
    if not 1 <= len(client_id) <= 300:
        raise bad("client_id", _("The provider gave you a client id; it belongs here."))
    if len(wanted["client_secret"]) > 1000:
        raise bad("client_secret", _("At most 1,000 characters."))
    # Who proves itself by a key keeps no secret that could be taken.
    secret = wanted["client_secret"] if method == "secret" else ""
    return {"issuer": issuer, "client_id": client_id, "client_secret": secret, "sso_url": "", "certificates": "",
            "must_encrypt": False, "auth_method": method}  # fmt: skip


def _of_saml(wanted: dict[str, Any]) -> dict[str, Any]:
    _none(wanted, ("client_id", "client_secret"), _("SAML has none."))
    if wanted["auth_method"] != "secret":
        raise bad("auth_method", _("Only an OpenID provider asks who we are."))
    issuer = wanted["issuer"].strip()
    if not 1 <= len(issuer) <= 500 or any(sign.isspace() for sign in issuer):
        raise bad("issuer", _("The entity id of the provider, at most 500 characters, without spaces."))
    return {"issuer": issuer, "client_id": "", "client_secret": "", "sso_url": _address("sso_url", wanted["sso_url"]),
            "certificates": _certificates(wanted["certificates"]), "must_encrypt": bool(wanted["must_encrypt"]),
            "auth_method": "secret"}  # fmt: skip


def _none(wanted: dict[str, Any], names: tuple[str, ...], why: str) -> None:
    for name in names:
        if wanted[name]:
            raise bad(name, why, _("Leave it empty."))


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not 1 <= len(name) <= 80:
        raise bad("name", _("A name of 1 to 80 characters is needed."), _("People read it on the sign-in page."))
    return name


def _address(field: str, text: str) -> str:
    address = text.strip()
    if len(address) > 500:
        raise bad(field, _("At most 500 characters."))
    try:
        http.check(address)
    except http.Refused as error:
        raise bad(
            field,
            _("This address cannot be used."),
            _("It begins with https:// and has no port, name or password in it."),
        ) from error
    return address


def _reach(text: str) -> str:
    if text not in REACHES:
        raise bad("reach", _("One of %(kinds)s is needed.") % {"kinds": ", ".join(REACHES)})
    return text


def _domains(given: list[str]) -> list[str]:
    domains = sorted({one.strip().lower().removeprefix("@") for one in given if one.strip()})
    if len(domains) > MOST_DOMAINS:
        raise bad("mail_domains", _("At most %(most)s.") % {"most": MOST_DOMAINS})
    for one in domains:
        if not DOMAIN.fullmatch(one):
            raise bad(
                "mail_domains",
                _("This is no mail domain: %(text)s.") % {"text": one[:80]},
                _("For example example.com."),
            )
    return domains


def _factors(given: list[str]) -> list[str]:
    words = list(dict.fromkeys(one.strip() for one in given if one.strip()))
    if len(words) > MOST_FACTORS or any(len(one) > 200 for one in words):
        raise bad("factors", _("At most %(most)s.") % {"most": MOST_FACTORS})
    return words


def _certificates(text: str) -> str:
    from tenant_apps.federation.protocols import saml

    try:
        found = saml.certificates_of(text) if 0 < len(text) <= LONGEST_PEM else []
    except ValueError as error:
        raise bad(
            "certificates",
            _("This is no certificate that can be used."),
            _("Paste the signing certificate of the provider, with its BEGIN and END lines."),
        ) from error
    if not 1 <= len(found) <= 5:
        raise bad("certificates", _("One to five certificates are needed."), _("Two while keys are being changed."))
    return "".join(found)
