"""Reads of privacy. `may_use` is the gate that other apps ask before they use data of a person."""

from tenant_apps.privacy.queries.purposes import agreed_to, is_restricted, may_use

__all__ = ["agreed_to", "is_restricted", "may_use"]
