"""Words for codes of transfers."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shared_apps.egress.places import UNKNOWN
from shared_apps.egress.policies import PURPOSES
from tenant_apps.parties.queries.countries import country_name


def country(code: str) -> str:
    if code == "":
        return _("At home")
    return _("Unknown country") if code == UNKNOWN else country_name(code)


def band_names() -> Mapping[str, str]:
    return {
        "exempt": _("Until a standard contract or certification is needed"),
        "assessment": _("Until a security assessment is needed"),
        "sensitive": _("Sensitive data: until a security assessment is needed"),
    }


def reasons() -> Mapping[str, str]:
    return {
        "undeclared": _("nobody declared it"),
        "region": _("another region"),
        "mechanism": _("no mechanism for this country"),
        "consent": _("somebody has not consented"),
        "important": _("important data without assessment"),
        "core": _("core data"),
        "band": _("too many people without the next document"),
        "sensitive_band": _("sensitive data without a document"),
        "authority": _("no approval for this authority"),
        "support": _("support takes nothing out"),
    }


def why_nots() -> Mapping[str, str]:
    return {
        "route": _("the laws chosen here do not admit it"),
        "not_yet": _("it is not valid yet"),
        "over": _("it has run out"),
        "document": _("its document is missing"),
        "filing": _("it was not filed in time"),
    }


def exempts() -> Mapping[str, str]:
    return {code: str(label) for code, label in PURPOSES}


def statement(body: str) -> Mapping[str, Any]:
    """A statement in figures for the page."""
    told = json.loads(body)
    return {
        "region": told["region"],
        "schema": told["database"]["schema"],
        "tables": len(told["database"]["tables"]),
        "rows": sum(told["database"]["rows"].values()),
        "files": sum(told["files"]["counts"].values()),
        "prefix": told["files"]["prefix"],
        "keys": told["keys"]["in_cabinet"],
        "wrapped_by": ", ".join(told["keys"]["wrapped_by"]),
        "flows": [
            (flow, country("" if code == "home" else code), outcome, count)
            for flow, countries in sorted(told["flows"].items())
            for code, outcomes in sorted(countries.items())
            for outcome, count in sorted(outcomes.items())
        ],
        "word": pgettext("residency", "signed"),
    }
