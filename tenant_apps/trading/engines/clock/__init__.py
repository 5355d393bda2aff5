"""The clock engine: English, reverse and Dutch auctions, as pure functions over time and bids."""
