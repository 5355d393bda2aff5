"""What the two protocols say; each is loaded where somebody signs in by it."""
