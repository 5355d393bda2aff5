"""What this service offers of SCIM, in its own words (RFC 7643, 5 to 7)."""

from typing import Any

from tenant_apps.provisioning.queries.resources import BASE, GROUP, USER

MOST = 200
CONFIG: dict[str, Any] = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
    "patch": {"supported": True},
    "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
    "filter": {"supported": True, "maxResults": MOST},
    "changePassword": {"supported": False},
    "sort": {"supported": False},
    "etag": {"supported": True},
    "authenticationSchemes": [
        {
            "type": "oauthbearertoken",
            "name": "Secret of the connection",
            "description": "The secret that was shown when the directory was connected, as a bearer token.",
            "specUri": "https://www.rfc-editor.org/rfc/rfc6750",
            "primary": True,
        }
    ],
    "meta": {"resourceType": "ServiceProviderConfig", "location": f"{BASE}/ServiceProviderConfig"},
}


def _type(name: str, schema: str, about: str) -> dict[str, Any]:
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
        "id": name,
        "name": name,
        "endpoint": f"/{name}s",
        "description": about,
        "schema": schema,
        "meta": {"resourceType": "ResourceType", "location": f"{BASE}/ResourceTypes/{name}"},
    }


def _attribute(name: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    return {
        "name": name, "type": kind, "multiValued": False, "required": False, "caseExact": False,
        "mutability": "readWrite", "returned": "default", "uniqueness": "none", "description": name, **more,
    }  # fmt: skip


def _schema(ident: str, name: str, about: str, attributes: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
        "id": ident,
        "name": name,
        "description": about,
        "attributes": attributes,
        "meta": {"resourceType": "Schema", "location": f"{BASE}/Schemas/{ident}"},
    }


TYPES = [
    _type("User", USER, "Somebody whom this directory brought."),
    _type("Group", GROUP, "A role that this directory may give. Groups are neither made nor removed."),
]
SCHEMAS = [
    _schema(USER, "User", "Somebody whom this directory brought.", [
        _attribute("userName", required=True, uniqueness="server"),
        _attribute("name", "complex", subAttributes=[
            _attribute("formatted"), _attribute("givenName"), _attribute("familyName"),
        ]),
        _attribute("displayName"),
        _attribute("preferredLanguage"),
        _attribute("active", "boolean"),
        _attribute("emails", "complex", multiValued=True, required=True, subAttributes=[
            _attribute("value", uniqueness="server"), _attribute("type"), _attribute("primary", "boolean"),
        ]),
        _attribute("groups", "complex", multiValued=True, mutability="readOnly", subAttributes=[
            _attribute("value", mutability="readOnly"),
            _attribute("$ref", "reference", mutability="readOnly", referenceTypes=["Group"], caseExact=True),
            _attribute("display", mutability="readOnly"),
        ]),
    ]),
    _schema(GROUP, "Group", "A role that this directory may give.", [
        _attribute("displayName", mutability="readOnly"),
        _attribute("members", "complex", multiValued=True, subAttributes=[
            _attribute("value", mutability="immutable"),
            _attribute("$ref", "reference", mutability="immutable", referenceTypes=["User"], caseExact=True),
            _attribute("type", mutability="immutable"),
        ]),
    ]),
]  # fmt: skip
