"""The transparency log as values: Merkle tree, leaves of salted commitments, notes, checkpoints, tiles, proofs."""
