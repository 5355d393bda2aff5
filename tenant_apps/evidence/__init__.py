"""Evidence: what an auditor takes away, made from the running marketplace and signed."""
