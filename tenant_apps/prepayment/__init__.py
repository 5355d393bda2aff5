"""Orders that are paid before they are delivered: goods held while the buyer pays, then an order or nothing."""
