"""API of sealed tenders: sealed bids, openings, sheets, award. What is shown of a tender, the event shows."""
