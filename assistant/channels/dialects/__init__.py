"""How each door writes a reply: pure functions from a `Reply` to what its platform shows."""
