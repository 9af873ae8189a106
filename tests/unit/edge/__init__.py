"""The edge, as the real stacks register it."""
