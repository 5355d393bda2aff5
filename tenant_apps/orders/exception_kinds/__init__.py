"""Exceptions that orders know: each module is a kind with its detector and its playbook."""
