"""Exceptions that logistics knows: each module is a kind with its detector and its playbook."""
