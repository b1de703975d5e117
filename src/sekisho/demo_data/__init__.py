"""Small real data for the demonstration: what four offices supply, in four formats."""
