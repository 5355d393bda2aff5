"""Errors of crypto. None of them carries key material or plain text."""


class CryptoError(RuntimeError):
    """Base of the errors below."""


class WrongContext(CryptoError):
    """The value or key belongs to another marketplace, table, column or row, or was altered."""


class NoKey(CryptoError):
    """The key is not there: never made, or destroyed on purpose."""
