"""Trading: modes over engines over one kernel."""
