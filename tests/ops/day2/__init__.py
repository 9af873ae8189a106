"""The commands of a running stack beside failover."""
