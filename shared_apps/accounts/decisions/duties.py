"""Who must have a second factor, and which character kinds a password has."""

from collections.abc import Collection

# Whoever may do one of these gives others access to a company.
GIVING = frozenset({"identity.invite_person", "identity.change_role", "accounts.create_api_key"})


def must_have_factor(
    by_role: bool, demanded_of: Collection[str], *, of_marketplace: bool, permissions: Collection[str]
) -> bool:
    """True when the role demands it, or the policy demands it of people like this one."""
    return (
        by_role
        or "everybody" in demanded_of
        or ("marketplace" in demanded_of and of_marketplace)
        or ("admins" in demanded_of and not GIVING.isdisjoint(permissions))
    )


def kinds_of_characters(password: str) -> int:
    """How many of small letters, capitals, digits and other signs are in it."""
    tests = (str.islower, str.isupper, str.isdigit, lambda one: not one.isalnum())
    return sum(any(test(one) for one in password) for test in tests)
