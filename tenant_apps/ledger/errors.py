"""Errors of the ledger. They are mistakes of the calling code, so they are no refusals."""


class Unbalanced(RuntimeError):
    """The legs of an entry do not sum to zero."""
