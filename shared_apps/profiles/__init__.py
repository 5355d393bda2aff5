"""Catalogue of industry presets and compliance profiles: versioned data files and their loaders, no tables."""
