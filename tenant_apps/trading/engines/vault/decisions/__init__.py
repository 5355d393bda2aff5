"""Pure decisions of sealed tenders."""
