"""What the stream process is made of: tickets, rooms, connections. No Django and no database in here."""
