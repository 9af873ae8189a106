"""What a stack cost, as Cost Explorer knows it."""
