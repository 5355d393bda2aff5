"""What a pack looks like, without knowing where its parts come from."""
