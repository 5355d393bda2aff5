"""Pure decisions of rulesets."""
