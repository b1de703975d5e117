"""Talking out: what the installation asks of others, each over an address that it was given and nothing else."""
