"""A small ERP for tests, benches and trying out: articles, stock, sales orders, and the faults real ones have."""
