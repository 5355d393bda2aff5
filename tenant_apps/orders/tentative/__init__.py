"""Orders that are only held yet: goods and prices promised until a time, then an order or nothing.

`partner.py` is what tries, confirms and cancels one; `group.py` the saga of a basket at several sellers.
"""
