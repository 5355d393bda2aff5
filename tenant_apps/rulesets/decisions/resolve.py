"""Which value is in force, and who set it."""

from collections.abc import Mapping, Sequence

from tenant_apps.rulesets.types import EffectiveValue, Level, Rule, Value

# Lowest first: a later level overrules an earlier one.
ORDER: tuple[Level, ...] = ("platform", "profile", "preset", "tenant")


def resolve(rule: Rule, levels: Mapping[Level, Mapping[str, Value]]) -> EffectiveValue:
    """The value of the highest level that has one."""
    chain: list[tuple[Level, Value]] = [("platform", rule.default)]
    for level in ORDER[1:]:
        if rule.key in levels.get(level, {}):
            chain.append((level, levels[level][rule.key]))
    level, value = chain[-1]
    return EffectiveValue(rule.key, value, level, tuple(chain))


def resolve_all(rules: Sequence[Rule], levels: Mapping[Level, Mapping[str, Value]]) -> dict[str, EffectiveValue]:
    return {rule.key: resolve(rule, levels) for rule in rules}
