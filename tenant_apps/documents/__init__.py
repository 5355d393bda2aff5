"""Files of a marketplace and rendered documents."""
