"""The acceptance of orders: one or five hundred in one transaction, each with a verdict of its own.

The same code takes orders over HTTP in the lane (`work.py`) and from every other source (`together.py`).
"""
