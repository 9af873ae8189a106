"""The stores inside the clusters, whose backups are objects below a prefix of the bucket `backups`."""
