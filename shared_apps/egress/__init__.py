"""What leaves the process: the object store. A tenant's files carry its prefix and are reached only in its scope."""
