"""Reads of operators."""

from shared_apps.operators.queries.operators import OperatorLine, list_operators, list_roles

__all__ = ["OperatorLine", "list_operators", "list_roles"]
