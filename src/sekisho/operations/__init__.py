"""One module per thing a person or a feed does: it checks, then writes what it did in one transaction."""
