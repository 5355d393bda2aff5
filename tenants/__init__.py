"""The registry of the control plane: which marketplaces exist, where they live, in which state."""
