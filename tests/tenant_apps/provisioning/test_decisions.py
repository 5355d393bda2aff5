"""Filters, patches and resources of SCIM, without a database."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenant_apps.provisioning.decisions.filters import BadFilter, Compare, Joined, Negated, holds, parse
from tenant_apps.provisioning.decisions.patching import BadPatch, patched
from tenant_apps.provisioning.decisions.reading import BadResource, members_of, parts_of, wish_of

PERSON: dict[str, Any] = {
    "userName": "lin", "externalId": None, "name": {"givenName": "Lin", "familyName": "Wei"}, "displayName": "Lin Wei",
    "active": True, "emails": [{"value": "lin@tarn.example", "type": "work", "primary": True}],
}  # fmt: skip


def test_and_binds_closer_than_or_and_brackets_closer_still() -> None:
    a, b, c = (Compare(name, "eq", "1") for name in "abc")
    assert parse('a eq "1" or b eq "1" and c eq "1"') == Joined("or", a, Joined("and", b, c))
    assert parse('a eq "1" and b eq "1" or c eq "1"') == Joined("or", Joined("and", a, b), c)
    assert parse('(a eq "1" or b eq "1") and not (c eq "1")') == Joined("and", Joined("or", a, b), Negated(c))
    assert parse('urn:ietf:params:scim:schemas:core:2.0:User:userName Eq "x"') == Compare("username", "eq", "x")
    inside = parse('emails[type eq "work" and value co "@tarn"]')
    assert inside == Joined("and", Compare("emails.type", "eq", "work"), Compare("emails.value", "co", "@tarn"))


@pytest.mark.parametrize(
    "text",
    ["", "x regex 1", "((((", 'userName eq "x', "(" * 30 + "a pr" + ")" * 30, "a" * 2000, 'a[b eq "1"].c eq "2"'],
)
def test_what_is_no_filter_is_refused(text: str) -> None:
    with pytest.raises(BadFilter):
        parse(text)


@given(st.text(alphabet='abc()[]" .:eqandornotpr0\\\n\x00€', max_size=60))
def test_any_text_is_a_filter_or_refused(text: str) -> None:
    with suppress(BadFilter):
        holds(parse(text), lambda name: ["a", None])


@pytest.mark.parametrize(
    ("operations", "changed"),
    [
        ([{"op": "Replace", "path": "active", "value": "False"}], {"active": "False"}),
        ([{"op": "replace", "value": {"active": False, "userName": "l"}}], {"active": False, "userName": "l"}),
        (
            [{"op": "add", "value": {"name.familyName": "Wu"}}],
            {"name": {"givenName": "Lin", "familyName": "Wu"}},
        ),
        (
            [{"op": "replace", "path": 'emails[type eq "work"].value', "value": "wei@tarn.example"}],
            {"emails": [{"value": "wei@tarn.example", "type": "work", "primary": True}]},
        ),
        ([{"op": "remove", "path": "externalId"}], {"externalId": None}),
        ([{"op": "remove", "path": 'emails[type eq "work"]'}], {"emails": []}),
        ([{"op": "add", "path": "title", "value": "Buyer"}], {}),
        ([{"op": "add", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager", "value": 1}], {}),
    ],
)  # fmt: skip
def test_a_patch_changes_what_it_names_and_nothing_else(operations: list[Any], changed: dict[str, Any]) -> None:
    assert patched(PERSON, operations) == {**PERSON, **changed}


@pytest.mark.parametrize(
    ("operation", "scim_type"),
    [
        ({"op": "remove"}, "noTarget"),
        ({"op": "move", "path": "active"}, "invalidSyntax"),
        ({"op": "replace", "path": 'emails[type eq "home"].value', "value": "x"}, "noTarget"),
        ({"op": "replace", "path": "emails[", "value": "x"}, "invalidPath"),
        ({"op": "replace", "path": 'emails[type zz "home"].value', "value": "x"}, "invalidFilter"),
        ({"op": "replace", "value": 7}, "invalidValue"),
        (7, "invalidSyntax"),
    ],
)
def test_a_patch_that_cannot_be_done_says_so_in_the_words_of_the_standard(operation: Any, scim_type: str) -> None:
    with pytest.raises(BadPatch) as refused:
        patched(PERSON, [operation])
    assert refused.value.scim_type == scim_type


def test_members_are_added_and_removed_by_filter_or_by_value() -> None:
    group = {"displayName": "Buyer", "members": [{"value": "a"}, {"value": "b"}]}
    more = patched(group, [{"op": "add", "path": "members", "value": [{"value": "b"}, {"value": "c"}]}])
    assert members_of(more) == ["a", "b", "c"]
    assert members_of(patched(group, [{"op": "remove", "path": 'members[value eq "a"]'}])) == ["b"]
    by_value = patched(group, [{"op": "remove", "path": "members", "value": [{"value": "b"}]}])
    assert members_of(by_value) == ["a"]
    assert members_of(patched(group, [{"op": "replace", "path": "members", "value": []}])) == []


def test_what_a_person_must_have() -> None:
    found = wish_of({**PERSON, "preferredLanguage": "zh-CN", "active": "false"})
    assert (found.email, found.name, found.language, found.is_active) == (
        "lin@tarn.example",
        "Lin Wei",
        "zh-hans",
        False,
    )
    assert wish_of({"userName": "a@b.example"}).name == "a"
    bare = (
        {}, {"userName": 7}, {"userName": "lin"}, {**PERSON, "active": 3}, {**PERSON, "name": []},
        {**PERSON, "userName": "a\x00b"}, {**PERSON, "emails": "x"},
    )  # fmt: skip
    for one in bare:
        with pytest.raises(BadResource):
            wish_of(one)
    assert parts_of("Lin Wei") == ("Lin", "Wei")
    assert parts_of("李伟") == ("", "李伟")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "work", "x@y.example", "False"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["userName", "emails", "value", "type", "primary", "active", "name", "givenName", "members"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
_PATHS = st.sampled_from([
    None, "", "active", "emails", "name", "name.givenName", 'emails[type eq "work"]', 'emails[type eq "x"].value',
    "emails.value", "members", 'members[value eq "a"]', "userName", "nothing", "name[", 'emails[value pr].type.x',
])  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(["add", "replace", "Remove"]), _PATHS, _JSON), min_size=1, max_size=3))
def test_any_patch_is_done_or_refused(wanted: list[tuple[str, str | None, Any]]) -> None:
    operations = [{"op": op, "path": path, "value": value} for op, path, value in wanted]
    with suppress(BadPatch, BadResource):
        after = patched({**PERSON, "members": [{"value": "a"}]}, operations)
        wish_of(after)
        members_of(after)
