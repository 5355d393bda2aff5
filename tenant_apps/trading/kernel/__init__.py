"""The tables and the one door that every trading mode shares: event, lot, bid ledger, award, deal."""
