"""A new password for a store, in the four steps of Secrets Manager."""
