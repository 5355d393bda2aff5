"""What the product needs to run on one bare machine: packages, services, nodes. Not used in production."""
