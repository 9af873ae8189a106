"""Judges a stack by policy packs, offline: the real packs, over the protocol by which the engine asks them."""
