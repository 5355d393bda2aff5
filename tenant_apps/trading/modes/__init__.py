"""Modes: one small file each, declaring engine, rule defaults and states."""
