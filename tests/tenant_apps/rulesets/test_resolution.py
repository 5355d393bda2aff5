"""Resolution, by properties: no value passes a lock or a bound of a higher level, and the chain explains the value."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tenant_apps.rulesets.decisions.bounds import declared, within
from tenant_apps.rulesets.decisions.content import layers_of
from tenant_apps.rulesets.decisions.limits import checked_limit
from tenant_apps.rulesets.decisions.resolve import resolve
from tenant_apps.rulesets.types import LEVELS, LOCKS, BadValue, EffectiveValue, Layer, Limit, Rule, checked

# On a busy machine a slow draw is no fault of the rules.
patient = settings(max_examples=150)
RULES = (
    Rule("x.int", "int", 30, "Int", low=0, high=100),
    Rule("x.decimal", "decimal", "", "Decimal", optional=True, least="0.5", most="99"),
    Rule("x.choice", "choice", "a", "Choice", choices=(("a", "A"), ("b", "B"), ("c", "C"))),
    Rule("x.codes", "codes", ["a"], "Codes", choices=(("a", "A"), ("b", "B"), ("c", "C"))),
    Rule("x.flag", "flag", False, "Flag"),
)
NUMBER = st.integers(0, 100)
CODES = st.lists(st.sampled_from("abc"), unique=True)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "x.int": st.one_of(NUMBER, st.just(101), st.just("soon")),
    "x.decimal": st.one_of(st.just(""), st.decimals("0.5", "99", places=2).map(str), st.just("100")),
    "x.choice": st.sampled_from("abcd"),
    "x.codes": CODES,
    "x.flag": st.booleans(),
}


def _limits(rule: Rule) -> st.SearchStrategy[Limit]:
    lock = st.sampled_from(LOCKS)
    if rule.kind in ("int", "decimal"):
        end = st.one_of(st.none(), NUMBER.map(str))
        return st.builds(lambda lock, a, b: _ordered(lock, a, b), lock, end, end)
    codes = st.sampled_from((("true",), ("false",), ("true", "false"))) if rule.kind == "flag" else CODES.map(tuple)
    return st.builds(lambda lock, one: Limit(lock, choices=one), lock, st.one_of(st.none(), codes))


def _ordered(lock: Any, a: str | None, b: str | None) -> Limit:
    if a is not None and b is not None and int(a) > int(b):
        a, b = b, a
    return Limit(lock, a, b)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Rule, list[Layer]]:
    rule = draw(st.sampled_from(RULES))
    layers = []
    for level in LEVELS:
        own = {rule.key: draw(VALUES[rule.key])} if level != "platform" and draw(st.booleans()) else {}
        limits = {rule.key: draw(_limits(rule))} if draw(st.integers(0, 3)) == 0 else {}
        layers.append(Layer(level, f"source of {level}", own, limits))
    return rule, layers


@patient
@given(cases())
def test_the_value_keeps_every_bound_that_counts(case: tuple[Rule, list[Layer]]) -> None:
    rule, layers = case
    found = resolve(rule, layers)
    for one in found.limits:
        assert within(rule, found.value, one.limit), one
    assert within(rule, found.value, found.limit)


@patient
@given(cases())
def test_below_a_lock_nothing_changes(case: tuple[Rule, list[Layer]]) -> None:
    rule, layers = case
    found = resolve(rule, layers)
    if found.locked_by is None:
        return
    at = LEVELS.index(found.locked_by.level)
    above = [layer for layer in layers if LEVELS.index(layer.level) <= at]
    assert resolve(rule, above).value == found.value
    assert LEVELS.index(found.level) <= at


@patient
@given(cases())
def test_the_chain_explains_the_value(case: tuple[Rule, list[Layer]]) -> None:
    rule, layers = case
    found = resolve(rule, layers)
    assert found.chain[-1] == (found.level, found.value)
    assert found.steps[0].level == "platform"
    counted = [step for step in found.steps if step.outcome != "ignored"]
    assert (counted[-1].source, counted[-1].value) == (found.source, found.value)
    said = [(layer.level, layer.values[rule.key]) for layer in layers if rule.key in layer.values]
    told = [step for step in found.steps[1:] if step.outcome != "bounded"]
    assert [step.level for step in told] == [level for level, _value in said]
    assert checked(rule, found.value) == found.value


@patient
@given(cases(), st.randoms())
def test_the_order_in_which_levels_are_given_is_nothing(case: tuple[Rule, list[Layer]], chance: Any) -> None:
    rule, layers = case
    shuffled = list(layers)
    chance.shuffle(shuffled)
    assert resolve(rule, shuffled) == resolve(rule, layers)


@patient
@given(cases())
def test_the_lowest_level_wins_where_nothing_is_closed(case: tuple[Rule, list[Layer]]) -> None:
    rule, layers = case
    free = [Layer(layer.level, layer.source, layer.values) for layer in layers]
    fit = [layer for layer in free if rule.key in layer.values and _fits(rule, layer.values[rule.key])]
    found = resolve(rule, free)
    assert found.level == (fit[-1].level if fit else "platform")


def _fits(rule: Rule, value: Any) -> bool:
    try:
        checked(rule, value)
    except BadValue:
        return False
    return True


@patient
@given(cases())
def test_limits_survive_their_storage(case: tuple[Rule, list[Layer]]) -> None:
    from tenant_apps.rulesets.decisions.content import limit_record

    rule, layers = case
    content: dict[str, Any] = {layer.level: dict(layer.values) for layer in layers[:5]}
    content["limits"] = {
        layer.level: {key: limit_record(one) for key, one in layer.limits.items()} for layer in layers[:5]
    }
    content["sources"] = {layer.level: layer.source for layer in layers}
    stored, plain = resolve(rule, layers_of(content, 1)), resolve(rule, layers[:5])
    assert (stored.value, stored.limit, stored.chain) == (plain.value, plain.limit, plain.chain)


def test_an_older_example_by_hand() -> None:
    rule = RULES[0]
    layers = [
        Layer("profile", "law 2", {}, {"x.int": Limit(least="50")}),
        Layer("preset", "metals 6", {"x.int": 20}),
        Layer("tenant", "#4", {"x.int": 60}, {"x.int": Limit("read_only", most="80")}),
        Layer("event", "E-1", {"x.int": 70}),
    ]
    found: EffectiveValue = resolve(rule, layers)
    assert (found.value, found.level, found.source, found.lock) == (60, "tenant", "#4", "read_only")
    assert [(step.level, step.value, step.outcome) for step in found.steps] == [
        ("platform", 30, "set"), ("profile", 50, "bounded"), ("preset", 20, "ignored"), ("tenant", 60, "set"),
        ("event", 70, "ignored"),
    ]  # fmt: skip
    assert (found.limit.least, found.limit.most) == ("50", "80")


def test_a_limit_must_leave_the_rule_a_value() -> None:
    for rule, bad in (
        (RULES[0], {"least": "101"}),
        (RULES[0], {"least": "9", "most": "8"}),
        (RULES[0], {"choices": ["a"]}),
        (RULES[1], {"least": 0.5}),
        (RULES[2], {"choices": ["d"]}),
        (RULES[2], {"choices": []}),
        (RULES[4], {"choices": ["maybe"]}),
        (RULES[0], {"lock": "shut"}),
        (RULES[0], {"hidden": True}),
        (RULES[0], ["least"]),
    ):
        try:
            checked_limit(rule, bad)
        except BadValue:
            continue
        raise AssertionError(f"{bad} was taken for {rule.key}")
    assert checked_limit(RULES[0], {"least": 5, "most": "80", "lock": "hidden"}) == Limit("hidden", "5", "80")
    assert declared(RULES[0]) == Limit(least="0", most="100")
