"""Pure decisions of notary: tree, proofs, checkpoints."""
