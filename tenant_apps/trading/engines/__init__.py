"""Engines: pure state machines over the kernel tables."""
