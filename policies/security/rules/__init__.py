"""The rules of the pack, by topic and service."""
