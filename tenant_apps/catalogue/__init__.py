"""What is traded: items with units, attributes and categories."""
