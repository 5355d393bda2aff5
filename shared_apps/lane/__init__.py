"""The lane: requests that wait for one thing are taken together, in one transaction; each is answered after the commit.

What is taken, and how, says the app that owns the thing: bids of a lot, orders of a marketplace.
"""
