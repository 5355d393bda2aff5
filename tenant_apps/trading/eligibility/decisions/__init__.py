"""Pure decisions of eligibility."""
