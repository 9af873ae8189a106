"""The plan of a region: every resource that its load reaches, in the order in which an event meets them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from capacity import dynamodb, functions, kafka, kinesis, kubernetes, network, storage
from capacity.figure import Figure
from capacity.limits import limit
from capacity.need import CapacityPlan, Demand, Need, Resource
from capacity.shape import KafkaShape, KinesisShape, Shape, TableShape
from settings.load import Load
from settings.regions import Region

_STORAGE: dict[str, tuple[Resource, str]] = {
    "standard": ("s3_standard_gb", "S3 Standard"),
    "infrequent_access": ("s3_infrequent_access_gb", "S3 Standard-IA"),
    "glacier": ("s3_glacier_gb", "S3 Glacier"),
    "deep_archive": ("s3_deep_archive_gb", "S3 Deep Archive"),
    "intelligent": ("s3_intelligent_gb", "S3 Intelligent-Tiering"),
}


def demand_in(load: Load, region: Region, regions: Sequence[Region]) -> Demand:
    """A region's part of the load: what the settings say, else an equal part; the dr region must be able to stand in for the primary."""
    active = [each for each in regions if each.role != "dr"]
    carrier = next(each for each in active if each.role == "primary") if region.role == "dr" else region
    share = load.region_shares.get(carrier.name, 1 / len(active))
    return Demand(load.average_events_per_second * share, load.peak_events_per_second * share, share)


def plan_region(load: Load, shape: Shape, demand: Demand) -> CapacityPlan:
    """Reckon every line of a region."""
    return CapacityPlan(shape.region, demand, tuple(_Planner(load, shape, demand).needs()))


@dataclass(frozen=True)
class _Planner:
    load: Load
    shape: Shape
    demand: Demand

    def needs(self) -> Iterator[Need]:
        if self.shape.kinesis is not None:
            yield from self._kinesis(self.shape.kinesis)
        if self.shape.kafka is not None:
            yield from self._kafka(self.shape.kafka)
        if self.shape.kinesis is not None:  # the functions read the stream
            yield from self._functions()
        yield from self._tables()
        yield from self._cluster()
        yield from self._network()
        yield from self._storage()

    def _kinesis(self, stream: KinesisShape) -> Iterator[Need]:
        size, region, demand = self.load.bytes_per_event, self.shape.region, self.demand
        if stream.mode == "provisioned":
            shards = partial(kinesis.shards, bytes_per_event=size, stream=stream)
            yield Need("kinesis_shards", "Kinesis shards", "shards", "peak", demand, shards, limit("kinesis.shards", region))
        else:
            into = partial(kinesis.write_mb_s, bytes_per_event=size, region=region)
            yield Need(
                "kinesis_write_mb_s", "Kinesis on demand, in", "MB/s", "peak", demand, into, limit("kinesis.on_demand_write_mb_s", region)
            )
            records, most = partial(kinesis.write_records_s, region=region), limit("kinesis.on_demand_write_records_s", region)
            yield Need("kinesis_write_records_s", "Kinesis on demand, in by number", "records/s", "peak", demand, records, most)
            out = partial(kinesis.read_mb_s, bytes_per_event=size, stream=stream, region=region)
            yield Need(
                "kinesis_read_mb_s", "Kinesis on demand, out", "MB/s", "peak", demand, out, limit("kinesis.on_demand_read_mb_s", region)
            )
        retained = partial(kinesis.retained_gb, bytes_per_event=size, stream=stream)
        yield Need("kinesis_retained_gb", "Kinesis retained", "GB", "average", demand, retained)

    def _kafka(self, cluster: KafkaShape) -> Iterator[Need]:
        size, shape, demand = self.load.bytes_per_event, self.shape, self.demand

        def partitions(rate: float) -> Figure:
            readers = kubernetes.attribution_pods(rate, shape.attribution).amount
            return kafka.partitions(rate, size, cluster.consumers, round(readers))

        def brokers(rate: float) -> Figure:
            return kafka.brokers(rate, size, cluster, shape.zones, round(partitions(rate).amount))

        quota = limit("kafka.brokers") if cluster.kind == "msk" else None
        stored = partial(kafka.storage_gib, bytes_per_event=size, cluster=cluster)
        yield Need("kafka_brokers", f"Kafka brokers, {cluster.instance_type}", "brokers", "peak", demand, brokers, quota)
        yield Need("kafka_partitions", "Kafka partitions", "partitions", "peak", demand, partitions)
        yield Need("kafka_storage_gib", "Kafka disks in all", "GiB", "average", demand, stored)

    def _functions(self) -> Iterator[Need]:
        size, validator, aggregator, demand = self.load.bytes_per_event, self.shape.validator, self.shape.aggregator, self.demand
        validating = partial(functions.concurrency, bytes_per_event=size, function=validator)
        aggregating = partial(functions.concurrency, bytes_per_event=size, function=aggregator)
        together = partial(functions.account, bytes_per_event=size, functions=(validator, aggregator))
        yield Need("validator_concurrency", f"Lambda {validator.name}", "executions", "peak", demand, validating)
        yield Need("aggregator_concurrency", f"Lambda {aggregator.name}", "executions", "peak", demand, aggregating)
        yield Need("account_concurrency", "Lambda, both functions", "executions", "peak", demand, together, limit("lambda.concurrency"))

    def _tables(self) -> Iterator[Need]:
        load, demand = self.load, self.demand
        events = TableShape("real-time-events", load.realtime_share, load.bytes_per_event)
        sessions = TableShape("user-sessions", load.session_share, load.session_bytes)

        def replicated(rate: float) -> Figure:
            return dynamodb.writes(rate / demand.share, events)  # a global table: each region applies the writes of all

        def keys(rate: float) -> Figure:
            return dynamodb.busy_keys(rate / demand.share, events)

        writes, reads = limit("dynamodb.table_wcu"), limit("dynamodb.table_rcu")
        yield Need("realtime_writes", "real-time-events, all regions' writes", "write units", "peak", demand, replicated, writes)
        yield Need("realtime_reads", "real-time-events, reads", "read units", "peak", demand, partial(dynamodb.reads, table=events), reads)
        yield Need("realtime_keys", "real-time-events, users written evenly", "keys", "peak", demand, keys)
        yield Need(
            "session_writes", "user-sessions, writes", "write units", "peak", demand, partial(dynamodb.writes, table=sessions), writes
        )
        yield Need("session_reads", "user-sessions, reads", "read units", "peak", demand, partial(dynamodb.reads, table=sessions), reads)

    def _cluster(self) -> Iterator[Need]:
        shape, demand, batch = self.shape, self.demand, self.load.events_per_request
        ingestion = partial(kubernetes.ingestion_pods, pod=shape.ingestion, events_per_request=batch)
        attribution = partial(kubernetes.attribution_pods, pod=shape.attribution)
        nodes = partial(
            kubernetes.nodes,
            instance_type=shape.node_type,
            ingestion=shape.ingestion,
            attribution=shape.attribution,
            events_per_request=batch,
        )

        def prefixes(rate: float) -> Figure:
            return network.pod_prefixes(round(nodes(rate).amount), shape.node_type, shape.zones)

        yield Need("ingestion_pods", "Ingestion pods", "pods", "peak", demand, ingestion)
        yield Need("attribution_pods", "Attribution pods", "pods", "peak", demand, attribution)
        yield Need("nodes", f"Nodes, {shape.node_type}", "nodes", "peak", demand, nodes)
        yield Need("pod_prefixes", "Pod addresses in a zone", "/28 blocks", "peak", demand, prefixes)

    def _network(self) -> Iterator[Need]:
        load, shape, demand = self.load, self.shape, self.demand
        nat = partial(
            network.nat_gbps,
            bytes_per_event=load.bytes_per_event,
            egress_share=load.egress_share,
            kinesis_through_nat=shape.kinesis is not None and not shape.kinesis_endpoint,
        )
        zones = partial(network.between_zones_gb_s, bytes_per_event=load.bytes_per_event, kafka=shape.kafka, zones=shape.zones)
        yield Need("nat_gbps", "NAT", "Gbps", "peak", demand, nat)
        yield Need("between_zones_gb_s", "Between zones", "GB/s", "peak", demand, zones)

    def _storage(self) -> Iterator[Need]:
        load, tiers, demand = self.load, self.shape.tiers, self.demand
        added = partial(storage.added_gb_month, bytes_per_event=load.bytes_per_event, stored=load.stored_share)
        yield Need("s3_added_gb_month", "S3 added", "GB/month", "average", demand, added)
        for name in storage.classes_used(tiers, load.horizon_days):
            resource, what = _STORAGE[name]
            held = partial(
                storage.held_gb,
                bytes_per_event=load.bytes_per_event,
                stored=load.stored_share,
                tiering=tiers,
                horizon_days=load.horizon_days,
                name=name,
            )
            yield Need(resource, what, "GB", "average", demand, held)
