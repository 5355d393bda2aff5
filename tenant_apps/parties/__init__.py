"""Companies that trade, and their sites."""
