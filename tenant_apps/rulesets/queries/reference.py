"""What there is to decide: the declared rules by group, as JSON Schema and as a document."""

from typing import Any

from django.utils.translation import override

from tenant_apps.rulesets import errors
from tenant_apps.rulesets.decisions.json_schema import group_schema
from tenant_apps.rulesets.queries.values import effective_all
from tenant_apps.rulesets.types import Rule, list_rules
from tenant_apps.rulesets.wording import group_name, kind_name, range_text, value_text


def groups() -> list[str]:
    """The groups with declared rules, in the order of their declaration."""
    return list(dict.fromkeys(rule.group for rule in list_rules()))


def schema_of(group: str) -> dict[str, Any]:
    """The JSON Schema of a group with the bounds that are in force here."""
    rules = list_rules(group)
    if not rules:
        raise errors.no_group(group)
    return group_schema(group, rules, {key: one.limit for key, one in effective_all(group).items()})


def document() -> str:
    """docs/rules.md: every rule with type, range, default, help, law and risk. Words in English."""
    with override("en"):
        parts = [_HEAD]
        for group in sorted(groups()):
            parts.append(f"\n## {group_name(group)} (`{group}`)\n\n{_COLUMNS}")
            parts += [_row(rule) for rule in sorted(list_rules(group), key=lambda one: one.key)]
    return "\n".join(parts) + "\n"


def marks_of(rule: Rule) -> str:
    """Law, risk, level and dependency in a few words."""
    found = [*rule.law]
    found += ["second person"] if rule.risk == "high" else []
    found += ["may be set at an event"] if rule.at_event else []
    if rule.condition is not None:
        key, wanted = rule.condition
        found.append(f"read while `{key}` is {' or '.join(str(one).lower() for one in wanted)}")
    return "; ".join(found)


def _row(rule: Rule) -> str:
    span = range_text(rule) or ", ".join(f"`{code}`" for code, _label in rule.choices)
    default = value_text(rule, rule.default)
    cells = [f"`{rule.key}`", str(rule.label), kind_name(rule.kind), span, default, str(rule.help), marks_of(rule)]
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


_HEAD = """# Rules

Every rule of a marketplace, made from the declarations by `manage.py rules`. A value comes from the lowest level that
set one (platform, plan, compliance profile, preset, marketplace, category, event template, event), inside every lock
and bound of the levels above it. A trading event pins its rules when it is published and keeps them."""
_COLUMNS = """| key | name | type | range | default | meaning | law, risk, level |
| --- | --- | --- | --- | --- | --- | --- |"""
