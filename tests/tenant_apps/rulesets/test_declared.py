"""Every declared rule: reachable, described, resolvable under every preset and profile, in the document and schema."""

from collections.abc import Iterator
from itertools import product

import jsonschema
import pytest
from django.core.management import call_command
from django.utils.translation import override

from shared_apps.profiles.catalogue import (
    get_industry,
    get_preset,
    list_industries,
    list_presets,
    list_profiles,
    preset_values,
)
from tenant_apps.rulesets.decisions.json_schema import group_schema
from tenant_apps.rulesets.decisions.limits import checked_limit
from tenant_apps.rulesets.decisions.resolve import resolve
from tenant_apps.rulesets.queries.reference import groups
from tenant_apps.rulesets.types import REGISTRY, Layer, Rule, checked, list_rules
from tenant_apps.rulesets.wording import group_name

KINDS = [one.code for one in list_presets()]
INDUSTRIES = ["", *(one.code for one in list_industries())]


def declared_keys() -> list[str]:
    """Every rule key there is: for tests that count what covers them."""
    return sorted(REGISTRY)


def rules() -> Iterator[Rule]:
    yield from (REGISTRY[key] for key in declared_keys())


def test_every_group_has_a_name_in_both_languages() -> None:
    with override("zh-hans"):
        assert [group for group in {rule.group for rule in rules()} if group_name(group).isascii()] == []


def test_every_rule_says_what_it_is_in_both_languages_and_its_default_fits() -> None:
    assert len(declared_keys()) >= 15
    for rule in rules():
        if rule.default != "":
            assert checked(rule, rule.default) == rule.default, rule.key
        if rule.condition is not None:
            assert rule.condition[0] in REGISTRY, rule.key
        for language in ("en", "zh-hans"):
            with override(language):
                assert str(rule.label), (rule.key, language)
                assert str(rule.help), (rule.key, language)


@pytest.mark.parametrize(("kind", "industry"), list(product(KINDS, INDUSTRIES)))
def test_every_preset_sets_known_rules_and_resolves_for_all(kind: str, industry: str) -> None:
    values = preset_values(kind, industry)
    assert set(values) <= set(declared_keys())
    for key, value in values.items():
        assert checked(REGISTRY[key], value) == value, key
    for key, limit in get_preset(kind).limits.items():
        checked_limit(REGISTRY[key], limit.stored())
    for profile in list_profiles():
        limits = {key: checked_limit(REGISTRY[key], limit.stored()) for key, limit in profile.limits.items()}
        layers = [Layer("profile", profile.code, profile.settings, limits), Layer("preset", kind, values)]
        for rule in rules():
            found = resolve(rule, layers)
            wanted = values.get(rule.key, profile.settings.get(rule.key, rule.default))
            assert found.value == wanted, (profile.code, rule.key)


def test_each_industry_says_something_of_its_own() -> None:
    assert [get_industry(code).code for code in INDUSTRIES[1:]] == ["manufacturing", "commodities", "cross_border"]
    said = [tuple(sorted(str(one) for one in get_industry(code).settings.items())) for code in INDUSTRIES[1:]]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("group", groups())
def test_the_schema_of_a_group_takes_its_defaults_and_knows_all_its_rules(group: str) -> None:
    found = list_rules(group)
    schema = group_schema(group, found)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert set(schema["properties"]) == {rule.name for rule in found}
    jsonschema.validate({rule.name: rule.default for rule in found}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"no_such_rule": 1}, schema)


def test_the_document_of_all_rules_is_the_present_one() -> None:
    """The command ends with an error where `docs/rules.md` is another."""
    assert call_command("rules", "--check") is None
