"""MSK and Kinesis."""

from collections.abc import Iterator

from quotas.counting import One, Use, counts

_CLUSTER = "aws:msk/cluster:Cluster"
_STREAM = "aws:kinesis/stream:Stream"
_LARGE_REGIONS = ("us-east-1", "us-west-2", "eu-west-1")
_SHARDS = "Shards per Region (us-east-1, us-west-2, eu-west-1)"
_SHARDS_ELSEWHERE = "Shards per Region (other Regions, e.g. ap-south-1)"


@counts("kafka", "Brokers per account", of=(_CLUSTER,))
def brokers(one: One) -> Iterator[Use]:
    yield one.use(one.values.number("numberOfBrokerNodes") or 0)


@counts("kafka", "Brokers per cluster (ZooKeeper mode)", "Brokers per cluster (KRaft mode)", of=(_CLUSTER,))
def brokers_per_cluster(one: One) -> Iterator[Use]:
    mode = "KRaft" if "kraft" in one.values.text("kafkaVersion") or _major(one.values.text("kafkaVersion")) >= 4 else "ZooKeeper"
    yield one.use(one.values.number("numberOfBrokerNodes") or 0, where=one.name, quota=f"Brokers per cluster ({mode} mode)")


def _major(version: str) -> int:
    number = version.partition(".")[0]
    return int(number) if number.isdigit() else 0


@counts("kafka", "Storage per broker, GiB (maximum)", of=(_CLUSTER,))
def broker_storage(one: One) -> Iterator[Use]:
    storage = one.values.inner("brokerNodeGroupInfo.storageInfo").inner("ebsStorageInfo")
    yield one.use(storage.number("volumeSize") or 0, where=one.name)


@counts("kafka", "MSK Connect workers per account", of=("aws:mskconnect/connector:Connector",))
def workers(one: One) -> Iterator[Use]:
    provisioned = one.values.number("capacity.provisionedCapacity.workerCount")
    scaling = one.values.inner("capacity.autoscaling")
    yield one.use(provisioned or scaling.number("minWorkerCount") or 0, scaling.number("maxWorkerCount"))


@counts("kinesis", _SHARDS, _SHARDS_ELSEWHERE, of=(_STREAM,))
def shards(one: One) -> Iterator[Use]:
    if one.values.text("streamModeDetails.streamMode") != "ON_DEMAND":
        quota = _SHARDS if one.resource.region in _LARGE_REGIONS else _SHARDS_ELSEWHERE
        yield one.use(one.values.number("shardCount") or 0, quota=quota)


@counts("kinesis", "On-demand data streams per account", of=(_STREAM,))
def on_demand_streams(one: One) -> Iterator[Use]:
    if one.values.text("streamModeDetails.streamMode") == "ON_DEMAND":
        yield one.use(1)
