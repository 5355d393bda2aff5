"""Approvals: who must agree before a company commits itself, and what they said."""
