"""The jobs that talk to other systems: ask, hand over, read files, compare. `jobs.py` makes them known."""
