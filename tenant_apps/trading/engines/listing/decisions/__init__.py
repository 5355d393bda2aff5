"""Pure decisions of listings: `state.py` first, then `takes.py`; they know neither tables nor clock."""
