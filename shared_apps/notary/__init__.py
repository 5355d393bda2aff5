"""A log that nobody can rewrite unseen: Merkle tree, signed checkpoints, proofs."""
