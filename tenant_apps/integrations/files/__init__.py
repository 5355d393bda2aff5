"""Stock files: parsed in a child process with limits, taken row by row, the bad rows told with column and reason."""
