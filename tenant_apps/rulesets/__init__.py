"""The marketplace's own rules and settings, versioned; and its number series."""
