"""Encryption, exposure, identity, logging, tags, and what runs inside the clusters."""
