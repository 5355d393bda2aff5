"""Home, navigation and settings screens of a marketplace."""
