"""What a change of regions is made of: one step an idea, for either direction."""
