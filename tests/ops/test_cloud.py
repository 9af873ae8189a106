"""The test bed of `ops` does what it says."""

import json

from ops.outputs import Outputs
from tests.ops.cloud.cloud import Cloud


def test_outputs_are_valid_and_name_what_is_there(cloud: Cloud) -> None:
    outputs = Outputs.model_validate(json.loads(cloud.outputs_file.read_text()))
    for region, one in outputs.regions.items():
        assert one.takeover
        for name in one.takeover.node_groups:
            cloud.client("eks", region).describe_nodegroup(clusterName=one.cluster_name, nodegroupName=name)
        for uuid in one.takeover.event_sources.values():
            cloud.client("lambda", region).get_event_source_mapping(UUID=uuid)
        assert one.takeover.postgres and one.takeover.cache
        cloud.client("rds", region).describe_db_instances(DBInstanceIdentifier=one.takeover.postgres.identifier)
        cloud.client("elasticache", region).describe_replication_groups(ReplicationGroupId=one.takeover.cache.id)


def test_reset(cloud: Cloud) -> None:
    start = cloud.snapshot()
    assert start == cloud.snapshot()
    print(json.dumps(start["us-west-2"], indent=1)[:6000])
