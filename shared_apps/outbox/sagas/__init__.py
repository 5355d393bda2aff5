"""Sagas: work in several transactions that ends whole or is undone, whatever dies between two of them.

A type is declared in code (`types.py`), a running one is rows (`models.py`), `decisions.py` says what is next,
`drive.py` does it: one transaction a step. `tcc.py` is for partners that first promise, then confirm or cancel.
"""
