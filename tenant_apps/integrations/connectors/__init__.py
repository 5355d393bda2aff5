"""Connectors: how systems that do not push are asked. `kinds.KINDS` declares them; `reference.py` is one to copy."""
