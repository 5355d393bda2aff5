"""What a resource of SCIM asks for, read strictly where it counts: a person's names, address and state."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TEXT_MOST = 254
LANGUAGES = {"en": "en", "zh": "zh-hans"}


class BadResource(ValueError):
    """`field` is the attribute at fault."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True, slots=True)
class Wish:
    """A person as a directory wants them. `language` is empty where it says none."""

    user_name: str
    external_id: str
    email: str
    name: str
    language: str
    is_active: bool


def wish_of(resource: Mapping[str, Any]) -> Wish:
    """What is asked for; BadResource for an attribute of the wrong form or a person without name or address."""
    fields = {str(name).lower(): value for name, value in resource.items()}
    user_name = _text(fields, "userName")
    if not user_name:
        raise BadResource("userName", "userName is missing.")
    email = _email(fields.get("emails")) or (user_name if "@" in user_name else "")
    if not email:
        raise BadResource("emails", "A person needs an e-mail address.")
    return Wish(
        user_name=user_name,
        external_id=_text(fields, "externalId"),
        email=email,
        name=_name(fields) or email.split("@", 1)[0],
        language=_language(_text(fields, "preferredLanguage") or _text(fields, "locale")),
        is_active=_truth(fields.get("active"), "active"),
    )


def members_of(resource: Mapping[str, Any]) -> list[str]:
    """The ids of the members that a group is to have, each once."""
    fields = {str(name).lower(): value for name, value in resource.items()}
    rows = fields.get("members") or []
    if not isinstance(rows, list):
        raise BadResource("members", "members is a list.")
    found = []
    for one in rows:
        value = one.get("value") if isinstance(one, dict) else one
        if not isinstance(value, str):
            raise BadResource("members", "A member is named by its id in value.")
        found.append(value.lower())
    return list(dict.fromkeys(found))


def parts_of(name: str) -> tuple[str, str]:
    """Given and family name for those who ask for both: the last word is taken for the family's."""
    given, _space, family = name.strip().rpartition(" ")
    return given, family


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name.lower())
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadResource(name, f"{name} is a text.")
    text = value.strip()
    if len(text) > TEXT_MOST or not text.isprintable():
        raise BadResource(name, f"{name} has at most {TEXT_MOST} printable characters.")
    return text


def _name(fields: Mapping[str, Any]) -> str:
    told = fields.get("name")
    if told is not None and not isinstance(told, dict):
        raise BadResource("name", "name is an object.")
    inner = {str(name).lower(): value for name, value in (told or {}).items()}
    both = " ".join(one for one in (_text(inner, "givenName"), _text(inner, "familyName")) if one)
    return _text(inner, "formatted") or both or _text(fields, "displayName")


def _email(rows: Any) -> str:
    if rows is None:
        return ""
    if not isinstance(rows, list):
        raise BadResource("emails", "emails is a list.")
    found: list[tuple[bool, str]] = []
    for one in rows:
        fields = {str(name).lower(): value for name, value in one.items()} if isinstance(one, dict) else {"value": one}
        text = _text(fields, "value")
        if text:
            found.append((fields.get("primary") in (True, "true", "True"), text))
    return max(found, key=lambda one: one[0])[1] if found else ""


def _truth(value: Any, name: str) -> bool:
    """Some directories send the words in place of the values."""
    if value is None:
        return True
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise BadResource(name, f"{name} is true or false.")


def _language(tag: str) -> str:
    return LANGUAGES.get(tag.replace("_", "-").split("-", 1)[0].lower(), "")
