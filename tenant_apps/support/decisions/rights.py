"""What a visit may do of what the person may in whose place it is."""

from collections.abc import Collection, Iterable

# Reading that support is never lent: keys, and what says who signs in how.
UNSEEN = frozenset({"accounts.view_api_key", "accounts.view_member", "support.view_visit"})


def lent(
    held: Collection[str], commands: Iterable[tuple[str, bool]], *, may_write: bool, declared: Collection[str]
) -> frozenset[str]:
    """The permissions of the visit. `commands` are `(permission, can be lent)` of every command there is.

    Reading is what is declared apart and guards no command. A permission that guards several commands is lent only if
    each of them can be; the runner refuses the others anyhow.
    """
    guarding: dict[str, bool] = {}
    for permission, lendable in commands:
        guarding[permission] = guarding.get(permission, True) and lendable
    reading = {code for code in held if code in declared and code not in guarding and code not in UNSEEN}
    writing = {code for code in held if guarding.get(code, False)} if may_write else set()
    return frozenset(reading | writing)
