"""Queries of provisioning."""
