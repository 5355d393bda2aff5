"""What follows an event without a result: more time, a negotiation, or the event again."""
