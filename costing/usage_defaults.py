"""How much each resource is used if nobody says it: reckoned from what its region carries.

Every rule names a type, the resources of it that it is for, and what all of these use in a month together; those that match
share it equally. The names are those of this program's own resources, after the region; `*` is for all others. What a rule does
not name, its estimator takes for nothing, and says so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from costing.catalogue import HOURS
from costing.region_load import RegionLoad
from costing.usage import Quantities
from inventory.resource import Inventory

_CONTROL_PLANE_LOG_GB = 30
"""All five log types of one cluster."""
_AUDIT_EVENTS = 20_000_000
"""Of one cluster's API server."""
_MANAGEMENT_EVENTS = 1_000_000
_CONNECTION_REQUESTS = 100
"""Requests on one connection before it is closed."""
_CONNECTION_SECONDS = 60
_DURATION_MS = {"event-validator": 250, "real-time-aggregator": 100}
"""Of a full batch, as the handlers' tests measure it."""
_QUEUE_REQUESTS = 3
"""To send, to receive, to delete."""
_KB = 1024
_LOG_LINE_BYTES = 600
"""Of a request, as CloudFront logs it."""
_EXPERIMENT_MINUTES = 10.0
"""Of each experiment: once a month, or longer ones more rarely."""
_BALANCER = "aws:lb/loadBalancer:LoadBalancer"


@dataclass(frozen=True)
class Default:
    """What resources of one type use."""

    type: str
    name: str
    """Of the resources that it is for, without the region in front: `raw-events`, `*-delivery`, `*`."""
    quantities: Quantities
    """A month, all of them in the region together."""
    each: bool = False
    """The quantities are each resource's own: how long one request takes."""


def defaults(load: RegionLoad) -> tuple[Default, ...]:
    """The rules of a region. The first that fits a resource counts."""
    return (*_streams(load), *_functions(load), *_tables(load), *_lake(load), *_network(load), *_observability(load), *_security(load))


def default_usage(inventory: Inventory, loads: Mapping[str, RegionLoad]) -> dict[str, Quantities]:
    """URN → quantities of every resource that a rule of its region fits. Resources of a region without a load have none."""
    rules = {region: defaults(load) for region, load in loads.items()}
    found: dict[tuple[str, int], list[str]] = {}
    for resource in inventory:
        name = resource.name.removeprefix(f"{resource.region}-")
        for place, rule in enumerate(rules.get(resource.region, ())):
            if rule.type == resource.type and fnmatchcase(name, rule.name):
                found.setdefault((resource.region, place), []).append(resource.urn)
                break
    result: dict[str, Quantities] = {}
    for (region, place), urns in found.items():
        rule = rules[region][place]
        parts = 1 if rule.each else len(urns)
        result.update({urn: {quantity: amount / parts for quantity, amount in rule.quantities.items()} for urn in urns})
    return result


def _streams(load: RegionLoad) -> Iterator[Default]:
    gb, events = load.gb, load.events
    stream = "aws:kinesis/stream:Stream"
    yield Default(stream, "raw-events", {"in_gb": gb, "records": events, "out_gb": gb * load.readers})
    yield Default(stream, "*", {"in_gb": gb, "records": events}, each=True)
    yield Default("aws:kinesis/streamConsumer:StreamConsumer", "*", {"out_gb": gb}, each=True)
    yield Default("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", "*", {"in_gb": gb, "records": events}, each=True)
    yield Default("aws:kinesisanalyticsv2/application:Application", "*", {"backup_gb": 10.0}, each=True)
    stored = gb * load.kafka_days * 24 / HOURS
    yield Default("aws:msk/cluster:Cluster", "*", {"in_gb": gb, "storage_gb": stored, "tiered_gb": stored})
    yield Default("aws:msk/serverlessCluster:ServerlessCluster", "*", {"in_gb": gb, "out_gb": gb * load.readers, "storage_gb": stored})
    yield Default("aws:msk/replicator:Replicator", "*", {"in_gb": gb}, each=True)
    yield Default("aws:sqs/queue:Queue", "*", {"requests": load.events * load.rejected_share * _QUEUE_REQUESTS})


def _functions(load: RegionLoad) -> Iterator[Default]:
    batches = load.events / load.batch if load.batch else 0
    for name, duration in _DURATION_MS.items():
        yield Default("aws:lambda/function:Function", name, {"requests": batches, "duration_ms": duration})
    yield Default("aws:lambda/function:Function", "*", {"requests": 1000.0, "duration_ms": 500.0}, each=True)


def _tables(load: RegionLoad) -> Iterator[Default]:
    real_time, sessions = load.events * load.realtime_share, load.events * load.session_share
    units = max(-(-load.session_bytes // _KB), 1)
    for type_ in ("aws:dynamodb/table:Table", "aws:dynamodb/tableReplica:TableReplica"):
        yield Default(
            type_,
            "real-time-events",
            {"write_requests": real_time, "read_requests": real_time / 2, "storage_gb": real_time * load.bytes_per_event / 1024**3},
        )
        yield Default(
            type_,
            "user-sessions",
            {"write_requests": sessions * units, "read_requests": sessions / 2, "storage_gb": sessions * load.session_bytes / 1024**3},
        )


def _lake(load: RegionLoad) -> Iterator[Default]:
    months = load.kept_days * 24 / HOURS
    scanned_gb = load.queries_per_day * HOURS / 24 * load.gb_per_query
    for bucket, share in load.stored_share.items():
        added = load.gb * share
        objects = added * 1024 / load.object_mb if load.object_mb else 0
        reads = scanned_gb * 1024 / load.object_mb / len(load.stored_share) if load.object_mb else 0
        yield Default(
            "aws:s3/bucket:Bucket",
            bucket,
            {"storage_gb": added * months, "kept_days": load.kept_days, "put_requests": objects, "get_requests": reads},
        )
        yield Default(
            "aws:s3/bucketReplicationConfig:BucketReplicationConfig", bucket, {"replicated_gb": added, "replicated_objects": objects}
        )
        yield Default("aws:s3/inventory:Inventory", f"{bucket}*", {"objects": objects * months})
    yield Default("aws:s3/bucket:Bucket", "*logs", {"storage_gb": load.log_gb, "put_requests": load.log_gb * 100})
    yield Default("aws:athena/workgroup:Workgroup", "*", {"scanned_tb": scanned_gb / 1024})


def _network(load: RegionLoad) -> Iterator[Default]:
    """NAT, between zones, between regions, to the internet, and the edge: the lines that nobody expects."""
    out_gb = load.nat_gb + load.response_gb
    yield Default("aws:ec2/natGateway:NatGateway", "*", {"data_gb": load.nat_gb})
    yield Default(
        "aws:ec2/vpc:Vpc",
        "*",
        {"internet_out_gb": out_gb, "cross_az_gb": load.cross_zone_gb, "inter_region_gb": load.inter_region_gb},
    )
    yield Default("aws:ec2/vpcEndpoint:VpcEndpoint", "endpoint-kinesis-streams", {"data_gb": load.gb * (1 + load.readers)})
    yield Default("aws:ec2/vpcEndpoint:VpcEndpoint", "endpoint-logs", {"data_gb": load.log_gb})
    yield Default("aws:ec2/vpcEndpoint:VpcEndpoint", "*", {"data_gb": 1.0}, each=True)
    yield Default("aws:ec2/flowLog:FlowLog", "*", {"data_gb": load.gb * load.flow_log_share})
    yield from _doors(load)


def _doors(load: RegionLoad) -> Iterator[Default]:
    """What requests come in by. WAF looks at those of the public load balancer and of CloudFront; HTTP APIs it cannot be put before."""
    missed = load.edge_requests * (1 - min(load.cached_share, 1))
    public = load.requests * (1 - load.http_api_share)
    if load.edge:
        yield Default(_BALANCER, "public", _balanced(load, 1 - load.http_api_share))
        yield Default(_BALANCER, "api", _balanced(load, load.http_api_share))
    yield Default(_BALANCER, "*", _balanced(load, 1))
    yield Default("aws:wafv2/webAcl:WebAcl", "web-firewall", {"requests": load.edge_requests})
    yield Default("aws:wafv2/webAcl:WebAcl", "*", {"requests": public + missed if load.edge else load.edge_requests})
    calls = load.requests * load.http_api_share if load.edge else load.page_views * load.api_calls_per_view
    yield Default("aws:apigatewayv2/api:Api", "*", {"requests": calls})
    yield Default(
        "aws:cloudfront/distribution:Distribution",
        "*",
        {"out_gb": load.edge_gb, "requests": load.edge_requests, "origin_gb": missed * _KB / 1024**3},
    )
    yield Default("aws:cloudfront/function:Function", "*", {"requests": load.edge_requests})
    yield Default("aws:cloudwatch/logDelivery:LogDelivery", "*", {"in_gb": load.edge_requests * _LOG_LINE_BYTES / 1024**3})
    yield Default("aws:fis/experimentTemplate:ExperimentTemplate", "*", {"action_minutes": _EXPERIMENT_MINUTES}, each=True)


def _balanced(load: RegionLoad, share: float) -> Quantities:
    """What a load balancer carries of the requests with events."""
    connections = load.requests * share / _CONNECTION_REQUESTS
    return {
        "data_gb": (load.gb + load.response_gb) * share,
        "requests": load.requests * share,
        "new_connections": connections,
        "active_connections": connections * _CONNECTION_SECONDS / (HOURS * 3600),
    }


def _observability(load: RegionLoad) -> Iterator[Default]:
    yield Default(
        "aws:cloudwatch/logGroup:LogGroup",
        "eks-control-plane",
        {"in_gb": _CONTROL_PLANE_LOG_GB, "query_gb": _CONTROL_PLANE_LOG_GB},
        each=True,
    )
    yield Default("aws:cloudwatch/logGroup:LogGroup", "*", {"in_gb": load.log_gb, "query_gb": load.log_gb})
    for type_ in ("aws:xray/samplingRule:SamplingRule", "aws:xray/group:Group"):
        yield Default(type_, "*", {"traces": load.requests * load.traced_share})
    samples = load.vcpus * 1000 * 2 * 60 * HOURS  # a thousand series for each vCPU, every 30 s
    yield Default("aws:amp/workspace:Workspace", "*", {"samples": samples, "storage_gb": samples * 2 / 1024**3})
    yield Default("aws:sns/topic:Topic", "*", {"requests": 10_000.0})


def _security(load: RegionLoad) -> Iterator[Default]:
    objects = load.lake_gb * 1024 / load.object_mb if load.object_mb else 0
    yield Default(
        "aws:guardduty/detector:Detector", "*", {"management_events": _MANAGEMENT_EVENTS, "flow_gb": load.gb * load.flow_log_share}
    )
    features: dict[str, Quantities] = {
        "guardduty-s3-data-events": {"s3_events": objects * 3},
        "guardduty-eks-audit-logs": {"audit_events": _AUDIT_EVENTS * load.clusters},
        "guardduty-runtime-monitoring": {"runtime_vcpus": load.vcpus},
        "guardduty-rds-login-events": {"database_vcpus": load.database_vcpus},
        "guardduty-lambda-network-logs": {"lambda_gb": 1},
    }
    for name, quantities in features.items():
        yield Default("aws:guardduty/detectorFeature:DetectorFeature", name, quantities)
    yield Default("aws:cloudtrail/trail:Trail", "*", {"management_events": _MANAGEMENT_EVENTS, "data_events": objects * 3})
    yield Default("aws:kms/key:Key", "*", {"requests": objects * 3})
    yield Default("aws:macie2/account:Account", "*", {"objects": objects * load.kept_days * 24 / HOURS, "inspected_gb": 100})
    yield Default("aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration", "*", {"images": 100, "rescans": 1000})
