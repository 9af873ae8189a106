"""A stack's settings in the capacity model's own words: what each region looks like, and how far it can grow."""

from dataclasses import replace

from capacity import kubernetes
from capacity.addressing import most_nodes, plan_addresses
from capacity.compare import Provisioned, Saturation, in_order, saturations
from capacity.need import CapacityPlan, Need
from capacity.plan import demand_in, plan_region
from capacity.rounding import shown
from capacity.shape import FunctionShape, KafkaShape, KinesisShape, PodSize, Shape
from capacity.stores import store_nodes, store_pods
from settings import Problem, Settings, SettingsError
from settings.eks import NodeGroup
from settings.regions import Region
from settings.workloads import ServiceName

STORES = "memory-intensive"
"""The label `workload` of the nodes kept for stores."""

_NAT_GBPS = 100  # one NAT gateway; data/throughput.json has the source
_EVENT_STREAM, _EVENT_TOPIC = "raw-events", "events"
_REPLICAS = 3
_ZONES_OF_MSK = 3
_CONSUMER_GROUPS = 3  # processing, attribution and delivery read every event
_BATCH = 1000
_SECONDS = {"event_validator": 0.25, "real_time_aggregator": 0.1}  # of a full batch; measured on the handlers' own tests


def plan_stack(settings: Settings) -> tuple[list[CapacityPlan], tuple[Saturation, ...]]:
    """The plan of every region, and what is full at which load, the first to break first.

    Raises SettingsError where a pod of the load fits no node, the stores' pods do not fit theirs, or a broker's type is unknown.
    """
    plans: list[CapacityPlan] = []
    found: list[Saturation] = []
    for region in settings.regions:
        try:
            plan = plan_region(settings.load, _shape(settings, region), demand_in(settings.load, region, settings.regions))
            plan = _with_stores(settings, region, plan)
            plans.append(plan)
            found += saturations(plan, _provisioned(settings, region))
        except (ValueError, LookupError) as error:
            raise SettingsError(settings.source, [Problem(("load",), f"cannot be planned for {region.name}: {error}")]) from None
    return plans, in_order(found)


def _with_stores(settings: Settings, region: Region, plan: CapacityPlan) -> CapacityPlan:
    """The plan, and the nodes kept for stores: they do not grow with the load, so they fit or they do not."""
    groups = {name: group for name, group in settings.eks.node_groups.items() if group.labels.get("workload") == STORES}
    pods = store_pods(settings.data_services) if region.role != "dr" else ()
    if not groups or not pods:
        return plan
    name, group = next(iter(groups.items()))
    needed, most = store_nodes(pods, group.instance_types[0]), most_nodes(region, name, group)
    if needed.amount > most:
        message = f"the stores ask for {shown(needed.amount)} nodes ({needed.arithmetic}), eks.node_groups.{name} has at most {most}"
        raise ValueError(f"{message}; raise its max, take a larger type, or lower data_services")
    what = "nodes for the stores in the cluster"
    return replace(plan, needs=(*plan.needs, Need("store_nodes", what, "nodes", "average", plan.demand, lambda _: needed)))


def _workload_groups(settings: Settings) -> dict[str, NodeGroup]:
    """The groups that pods which touch every event run on: on demand, without GPUs, not kept for zonal volumes; else all there are."""
    groups = settings.eks.node_groups
    steady = {n: g for n, g in groups.items() if g.capacity == "on_demand" and g.ami != "al2023_nvidia" and not g.one_per_zone}
    return steady or groups


def _node_type(settings: Settings, region: Region) -> str:
    groups = _workload_groups(settings)
    largest = max(groups, key=lambda name: most_nodes(region, name, groups[name]))
    return groups[largest].instance_types[0]


def _pod(settings: Settings, service: ServiceName) -> PodSize:
    """What a service's pods request; before there is one, what the load says."""
    made = settings.workloads.services.get(service)
    if made:
        return PodSize(made.size.cpu, made.size.memory_gib)
    return PodSize(settings.load.pod_cpus, settings.load.pod_memory_gib)


def _most_pods(settings: Settings, service: ServiceName) -> int | None:
    made = settings.workloads.services.get(service)
    return made.most if made else None


def _shape(settings: Settings, region: Region) -> Shape:
    streaming = settings.streaming
    stream = streaming.kinesis.streams[_EVENT_STREAM]
    kafka = None
    if streaming.kafka == "msk" and streaming.msk and streaming.msk.kind == "provisioned":
        msk, hours = streaming.msk, streaming.topics[_EVENT_TOPIC].retention_hours
        local = msk.local_retention_hours if msk.tiered else hours
        kafka = KafkaShape("msk", msk.instance_type, _REPLICAS, local, _CONSUMER_GROUPS, msk.volume_mib_s)
    return Shape(
        region=region.name,
        zones=region.availability_zones,
        node_type=_node_type(settings, region),
        kinesis=KinesisShape(
            streaming.kinesis.mode, streaming.kinesis.retention_hours, shared_consumers=2, fan_out_consumers=len(stream.fan_out)
        ),
        kafka=kafka,
        kinesis_endpoint="kinesis-streams" in settings.network.interface_endpoints,
        ingestion=_pod(settings, "ingestion"),
        attribution=_pod(settings, "attribution"),
        validator=FunctionShape("event-validator", _BATCH, _SECONDS["event_validator"]),
        aggregator=FunctionShape("real-time-aggregator", _BATCH, _SECONDS["real_time_aggregator"]),
        tiering=settings.lakehouse.tiering,
    )


def _provisioned(settings: Settings, region: Region) -> Provisioned:
    """The most that each resource can grow to without a change of settings."""
    streaming, functions, tables = settings.streaming, settings.compute.functions, settings.databases.dynamodb
    kinesis, msk = streaming.kinesis, streaming.msk
    brokers = msk.brokers_per_zone * _ZONES_OF_MSK if streaming.kafka == "msk" and msk and msk.kind == "provisioned" else None
    counts: dict[str, int] = {}
    for name, group in _workload_groups(settings).items():
        kind = group.instance_types[0]
        counts[kind] = counts.get(kind, 0) + most_nodes(region, name, group)
    gateways = {"none": 0, "single": 1, "per_az": region.availability_zones - 1}[settings.network.nat]
    return Provisioned(
        kinesis_shards=kinesis.streams[_EVENT_STREAM].max_shards if kinesis.mode == "provisioned" else None,
        kafka_brokers=brokers,
        kafka_partitions=streaming.topics[_EVENT_TOPIC].partitions if brokers else None,
        kafka_storage_gib=brokers * msk.max_storage_gib if brokers and msk else None,
        validator_concurrency=functions.event_validator.reserved,
        aggregator_concurrency=functions.real_time_aggregator.reserved,
        session_writes=tables.session_writes.max,
        session_reads=tables.session_reads.max,
        ingestion_pods=_most_pods(settings, "ingestion"),
        attribution_pods=_most_pods(settings, "attribution"),
        nodes=kubernetes.equivalent_nodes(counts, _node_type(settings, region), _pod(settings, "ingestion")),
        pod_prefixes=min(subnet.prefixes for subnet in plan_addresses(region).tier("pods")),
        nat_gbps=gateways * _NAT_GBPS if gateways else None,
    )
