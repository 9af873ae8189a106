"""A stack's settings in costing's own words: what each region carries, and what each resource does with it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from costing import estimate
from costing.catalogue import HOURS
from costing.price import PriceError
from costing.region_load import RegionLoad
from costing.services.edge import area_of
from costing.sizes import size_of
from costing.usage import Quantities
from costing.usage_defaults import default_usage
from inventory.resource import Inventory
from settings import Settings
from settings.regions import Region, short_name_of

_BUCKET = "aws:s3/bucket:Bucket"
_TABLES = ("aws:dynamodb/table:Table", "aws:dynamodb/tableReplica:TableReplica")
_WRITTEN = ("write_requests", "storage_gb")
_COPIED = {"raw-events": "raw", "bronze": "bronze", "silver": "silver", "gold": "gold"}
"""Bucket → how its copies in the dr region begin: `raw-use1`."""
_COPIED_KAFKA = ("in_gb", "storage_gb", "tiered_gb")
_EDGE = ("aws:cloudfront/distribution:Distribution", "aws:cloudfront/function:Function", "aws:cloudwatch/logDelivery:LogDelivery")
_HOURS_OF_A_DAY = 24
_CLUSTERS = ("eks:index:Cluster", "aws:eks/cluster:Cluster")


def loads_of(settings: Settings, inventory: Inventory) -> dict[str, RegionLoad]:
    """Region → its load. The dr region stands by and carries none."""
    machines, databases = _vcpus(inventory)
    clusters: defaultdict[str, int] = defaultdict(int)
    for resource in inventory.of_type(*_CLUSTERS[:1]) or inventory.of_type(*_CLUSTERS[1:]):
        clusters[resource.region] += 1
    return {
        region.name: replace(
            _load(settings, region, share_of(settings, region)),
            vcpus=machines[region.name],
            database_vcpus=databases[region.name],
            clusters=clusters[region.name],
        )
        for region in settings.regions
    }


def share_of(settings: Settings, region: Region) -> float:
    """The part of the average load that arrives in a region. Shares of more than 1 in all are room for a region's loss, not events."""
    if region.role == "dr":
        return 0.0
    shares = settings.load.region_shares or {each.name: 1.0 for each in settings.regions if each.role != "dr"}
    return shares[region.name] / sum(shares.values())


def used_by_load(settings: Settings, inventory: Inventory) -> dict[str, Quantities]:
    """URN → what the load makes of it."""
    loads = loads_of(settings, inventory)
    found: dict[str, Quantities] = {urn: dict(quantities) for urn, quantities in default_usage(inventory, loads).items()}
    more = (
        *_tables(settings, inventory),
        *_copies(settings, inventory, loads),
        *_copied_kafka(settings, inventory),
        *_web(settings, inventory),
    )
    for urn, quantities in more:
        found[urn] = {**found.get(urn, {}), **quantities}
    return found


def _load(settings: Settings, region: Region, share: float) -> RegionLoad:
    load, usage, streaming = settings.load, settings.usage, settings.streaming
    raw, events = streaming.kinesis.streams.get("raw-events"), streaming.topics.get("events")
    managed = streaming.kafka == "msk" and streaming.msk is not None
    return RegionLoad(
        events_per_second=load.average_events_per_second * share,
        bytes_per_event=load.bytes_per_event,
        events_per_request=load.events_per_request,
        fan_out=len(raw.fan_out) if raw else 0,
        kafka="managed" if managed else "own" if streaming.kafka == "strimzi" else "none",
        kafka_days=events.retention_hours / _HOURS_OF_A_DAY if events else 0,
        zones=region.availability_zones,
        copied_to=1 if settings.dr and streaming.msk and streaming.msk.replicate and region.role != "dr" else 0,
        realtime_share=load.realtime_share,
        session_share=load.session_share,
        session_bytes=load.session_bytes,
        egress_share=load.egress_share,
        stored_share={str(bucket): part for bucket, part in load.stored_share.items()},
        kept_days=load.horizon_days,
        queries_per_day=usage.queries_per_day * share,
        gb_per_query=usage.gb_per_query,
        page_views=usage.page_views * share,
        edge=settings.edge is not None,
        http_api_share=usage.http_api_share if settings.edge and settings.edge.ingest else 0,
    )


def _tables(settings: Settings, inventory: Inventory) -> Iterator[tuple[str, Quantities]]:
    """A global table's replicas are each written by all regions."""
    if not inventory.of_type(_TABLES[1]):
        return
    everywhere = {region.name: _load(settings, region, 1.0) for region in settings.regions}
    written = default_usage(_only(inventory, *_TABLES), everywhere)
    yield from ((urn, {name: quantities[name] for name in _WRITTEN if name in quantities}) for urn, quantities in written.items())


def _copies(settings: Settings, inventory: Inventory, loads: Mapping[str, RegionLoad]) -> Iterator[tuple[str, Quantities]]:
    """The lake's copies in the dr region hold what their sources do."""
    if settings.dr is None:
        return
    sources = default_usage(_only(inventory, _BUCKET), loads)
    names = {resource.name: resource.urn for resource in inventory.of_type(_BUCKET)}
    for region in settings.regions:
        for bucket, short in _COPIED.items():
            source = names.get(f"{region.name}-{bucket}", "")
            copy = names.get(f"{settings.dr.name}-{short}-{short_name_of(region.name)}")
            if copy and source in sources:
                yield copy, {name: sources[source][name] for name in ("storage_gb", "kept_days")}


def _copied_kafka(settings: Settings, inventory: Inventory) -> Iterator[tuple[str, Quantities]]:
    """What is replicated into the dr region's Kafka cluster."""
    if not (settings.dr and settings.streaming.msk and settings.streaming.msk.replicate):
        return
    total = _load(settings, settings.dr, 1.0)
    for urn, quantities in default_usage(_only(inventory, "aws:msk/cluster:Cluster"), {settings.dr.name: total}).items():
        yield urn, {name: quantities[name] for name in _COPIED_KAFKA if name in quantities}
    for region in settings.regions:
        gb = _load(settings, region, share_of(settings, region)).gb
        for resource in inventory.of_type("aws:msk/replicator:Replicator"):
            if resource.name.endswith(f"-replicator-{region.name}"):
                yield resource.urn, {"in_gb": gb}


def _web(settings: Settings, inventory: Inventory) -> Iterator[tuple[str, Quantities]]:
    """CloudFront is of no region: all page views meet it, from where the regions that carry load are."""
    everything = {region.name: _load(settings, region, 1.0) for region in settings.regions}
    areas: defaultdict[str, float] = defaultdict(float)
    for region in settings.regions:
        areas[area_of(region.name)] += share_of(settings, region)
    firewalls = [one for one in inventory.of_type("aws:wafv2/webAcl:WebAcl") if one.inputs.get("scope") == "CLOUDFRONT"]
    edge = replace(inventory, resources=(*inventory.of_type(*_EDGE), *firewalls))
    for urn, quantities in default_usage(edge, everything).items():
        found: dict[str, float] = dict(quantities)
        for name in ("out_gb", "requests"):
            if urn.rpartition("::")[0].endswith(_EDGE[0]) and name in found:
                total = found.pop(name)
                found |= {f"{area}_{name}": total * part for area, part in areas.items() if part} | {name: 0.0}
        yield urn, found


def _only(inventory: Inventory, *types: str) -> Inventory:
    return replace(inventory, resources=tuple(inventory.of_type(*types)))


def _vcpus(inventory: Inventory) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """Of all machines and of all databases, by region, as far as they run all month."""
    machines: defaultdict[str, float] = defaultdict(float)
    databases: defaultdict[str, float] = defaultdict(float)
    for line in estimate(inventory).lines:
        kind = line.item.rpartition(" ")[2].removeprefix("db.")
        totals = machines if line.service == "ec2" and "instances" in line.item else databases if line.service.startswith("rds") else None
        if totals is None or line.by_usage or not line.unit.endswith("hour"):
            continue
        try:
            totals[line.region] += size_of(kind).vcpus * float(line.quantity) / HOURS
        except PriceError:
            continue  # not an instance, or not one whose size is known
    return machines, databases
