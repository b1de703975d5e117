"""The desk: what matters to this person now."""
