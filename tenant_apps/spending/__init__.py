"""What a company may spend: credit granted by sellers, budgets of cost centres, limits of members."""
