"""Anomaly rules: what is odd among the acts of a marketplace, found within seconds, with reasons and with deeds."""
