"""The value of a demand in this marketplace, for floors below the rule book."""

from shared_apps.tenancy.policy import Value
from tenant_apps.rulesets.queries import effective


def value_of(key: str) -> Value:
    """The value in force. It is read from the version that rulesets keeps for two seconds; what fails there goes on,
    so that nobody is let in because a policy could not be read."""
    found = effective(key).value
    if isinstance(found, list):
        return [code for code in found if isinstance(code, str)]
    return found
