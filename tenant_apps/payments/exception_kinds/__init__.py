"""Exceptions that payments knows: each module is a kind, or a further place of one."""
