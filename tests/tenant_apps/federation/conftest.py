"""What the rule book says, put in the place of the rule book."""

from tests.shared_apps.accounts.test_policies import demand

__all__ = ["demand"]
