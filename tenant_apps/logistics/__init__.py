"""Shipments: goods on their way, with delivery note."""
