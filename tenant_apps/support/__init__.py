"""Visits of the platform's support: asked for, consented to, watched, ended."""
