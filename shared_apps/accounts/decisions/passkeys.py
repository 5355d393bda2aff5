"""Whether an authenticator's own count says that there are two of it."""


def is_copy(known: int, shown: int) -> bool:
    """True when a count that is kept did not grow since the last use (Web Authentication, level 3, 7.2, step 22).

    Zero on both sides is no count at all: passkeys that are synchronised between devices keep none.
    """
    return (known > 0 or shown > 0) and shown <= known
