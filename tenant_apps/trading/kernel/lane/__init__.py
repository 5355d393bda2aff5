"""The lane: bids that wait for one lot are taken together, in one transaction; each is answered after the commit."""
