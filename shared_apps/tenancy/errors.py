"""Errors of tenancy. All of them mean "stop": there is no sensible default tenant."""


class TenancyError(RuntimeError):
    """Base of the errors below."""


class NoTenant(TenancyError):
    """Tenant data, keys or tasks were asked for outside any scope."""


class CrossTenant(TenancyError):
    """A row loaded in one marketplace was about to be written in another."""


class ScopeInTransaction(TenancyError):
    """The scope may not change while a transaction is open."""


class NotServedHere(TenancyError):
    """The tenant lives in a region that this process does not serve."""


class AnotherVersion(TenancyError):
    """The database has migrations that this version of the software does not know."""
