"""Stock per warehouse, holds, movements, goods receipts."""
