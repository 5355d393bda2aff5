"""Data that leave the region: the gate, mechanisms by country, the meter of people, statements of residency."""
