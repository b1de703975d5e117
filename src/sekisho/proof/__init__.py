"""Proofs about a rule pack: its gates and the never-properties, both in the prover's own form."""
