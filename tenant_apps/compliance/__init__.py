"""Under which laws a marketplace trades: the chosen compliance profiles and what follows from them."""
