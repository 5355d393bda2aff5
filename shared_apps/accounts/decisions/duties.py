"""Who must have a second factor or sign in through a provider, and which character kinds a password has."""

from collections.abc import Collection

# Whoever may do one of these gives others access to a company.
GIVING = frozenset({"identity.invite_person", "identity.change_role", "accounts.create_api_key"})
OWNING = "identity.manage_owners"


def must_have_factor(
    by_role: bool, demanded_of: Collection[str], *, of_marketplace: bool, permissions: Collection[str]
) -> bool:
    """True when the role demands it, or the policy demands it of people like this one."""
    return by_role or is_one_of(demanded_of, of_marketplace=of_marketplace, permissions=permissions)


def must_use_provider(
    demanded_of: Collection[str], *, of_marketplace: bool, permissions: Collection[str], method: str
) -> bool:
    """True when people like this one sign in through an identity provider alone, and this browser did not.

    Owners come in by a passkey all the same: a provider that fails must not shut everybody out.
    """
    if method == "passkey" and OWNING in permissions:
        return False
    return is_one_of(demanded_of, of_marketplace=of_marketplace, permissions=permissions)


def is_one_of(demanded_of: Collection[str], *, of_marketplace: bool, permissions: Collection[str]) -> bool:
    """Whether a policy that names kinds of people names this one."""
    return (
        "everybody" in demanded_of
        or ("marketplace" in demanded_of and of_marketplace)
        or ("admins" in demanded_of and not GIVING.isdisjoint(permissions))
    )


def kinds_of_characters(password: str) -> int:
    """How many of small letters, capitals, digits and other signs are in it."""
    tests = (str.islower, str.isupper, str.isdigit, lambda one: not one.isalnum())
    return sum(any(test(one) for one in password) for test in tests)
