"""What both functions do alike: read a batch, judge an event, say what happened."""
