"""Lets good events through to bronze and to the stream of validated events, and puts the others aside with the reason."""
