"""Pure decisions of anomaly rules."""
