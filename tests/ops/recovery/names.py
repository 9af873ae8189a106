"""What the two regions have, in either part."""

STACK = "staging"
PRIMARY, DR = "us-east-1", "us-west-2"
NAME = f"event-platform-{STACK}"
ACTIVE, STANDBY = {"min": 3, "desired": 4, "max": 9}, {"min": 1, "desired": 1, "max": 9}
TASKS, NO_TASKS = {"min": 2, "desired": 3, "max": 8}, {"min": 0, "desired": 0, "max": 8}
OBJECT = {"api_version": "keda.sh/v1alpha1", "kind": "ScaledObject", "namespace": "workloads", "name": "consumer"}
WORKS = {"metadata": {"annotations": {"autoscaling.keda.sh/paused": None}}, "spec": {"minReplicaCount": 3}}
WAITS = {"metadata": {"annotations": {"autoscaling.keda.sh/paused": "true"}}, "spec": {"minReplicaCount": 0}}
DIMENSIONS = {"Stack": STACK}
METRIC = {"namespace": "EventPlatform/Recovery", "metric": "Failover", "dimensions": DIMENSIONS}
