"""Reads of operators."""

from shared_apps.operators.queries.operators import OperatorLine, list_operators, list_roles
from shared_apps.operators.queries.support import SupportLine, list_support

__all__ = ["OperatorLine", "SupportLine", "list_operators", "list_roles", "list_support"]
