"""What may happen to an exception, without a database."""
