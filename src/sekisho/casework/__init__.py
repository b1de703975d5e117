"""Cases and registers as folded entries, the world that an assessment reads, and who may see what of it."""
