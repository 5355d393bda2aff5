"""Connections as pages and the log show them."""


def names_of_connections(ids):
    return {}
