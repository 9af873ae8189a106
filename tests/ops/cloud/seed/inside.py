"""Backups that stores inside a cluster have made into the bucket."""

import json
from datetime import datetime
from typing import Any


def back_up(s3: Any, bucket: str, cluster: str, at: datetime) -> None:
    """One of each store, whole."""
    keys = [
        f"clickhouse/shard-0/{at:%Y-%m-%dT%H-%M-%S}/metadata.json",
        f"clickhouse/shard-0/{at:%Y-%m-%dT%H-%M-%S}/metadata/events/clicks.json",
        f"clickhouse/shard-0/{at:%Y-%m-%dT%H-%M-%S}/metadata/events_restored_1/clicks.json",
        *(f"redis/{at:%Y-%m-%dT%H-%M}/redis-leader-{index}.rdb" for index in range(3)),
        f"timescale/timescale/base/{at:%Y%m%dT%H%M%S}/backup.info",
        "timescale/timescale/wals/0000000100000000/00000001",
        f"velero/{cluster}/backups/cluster-{at:%Y%m%d%H%M%S}/velero-backup.json",
    ]
    for key in keys:
        s3.put_object(Bucket=bucket, Key=key, Body=json.dumps({}).encode())
