"""OpenSearch: domains, also those of the old Elasticsearch type, and serverless collections."""

import math

from costing.bill import Bill
from costing.catalogue import HOURS
from costing.estimators import estimates, free
from inventory.values import Values

_COLLECTION = "aws:opensearch/serverlessCollection:ServerlessCollection"
_DEFAULT_TYPE = "m4.large.search"
_GIB_PER_TIB = 1024
_BASE_IOPS = 3000
_LEAST_OCUS = 2.0
"""Half an OCU for indexing and half an OCU for search, each with a standby."""

free(
    "part of the domain",
    "aws:elasticsearch/domainPolicy:DomainPolicy",
    "aws:elasticsearch/domainSamlOptions:DomainSamlOptions",
    "aws:opensearch/authorizeVpcEndpointAccess:AuthorizeVpcEndpointAccess",
    "aws:opensearch/domainPolicy:DomainPolicy",
    "aws:opensearch/domainSamlOptions:DomainSamlOptions",
    "aws:opensearch/inboundConnectionAccepter:InboundConnectionAccepter",
    "aws:opensearch/outboundConnection:OutboundConnection",
    "aws:opensearch/package:Package",
    "aws:opensearch/packageAssociation:PackageAssociation",
)
free(
    "part of the collection",
    "aws:opensearch/serverlessAccessPolicy:ServerlessAccessPolicy",
    "aws:opensearch/serverlessLifecyclePolicy:ServerlessLifecyclePolicy",
    "aws:opensearch/serverlessSecurityConfig:ServerlessSecurityConfig",
    "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy",
)


@estimates("aws:opensearch/domain:Domain", "aws:elasticsearch/domain:Domain")
def domain(bill: Bill) -> None:
    """Usage: `warm_storage_gb` with UltraWarm, `cold_storage_gb`, `managed_storage_gb` of OR1 and the like."""
    config = bill.values.inner("clusterConfig")
    count = config.number("instanceCount") or 1
    kind = _search(config.text("instanceType"))
    bill.hours(f"data nodes {kind}", count, "opensearch", "instance", kind)
    if config.flag("dedicatedMasterEnabled"):
        masters = _search(config.text("dedicatedMasterType"))
        bill.hours(f"masters {masters}", config.number("dedicatedMasterCount") or 3, "opensearch", "instance", masters)
    for node in config.items("nodeOptions"):
        if node.flag("nodeConfig.enabled"):
            other = _search(node.text("nodeConfig.type"))
            bill.hours(f"coordinators {other}", node.number("nodeConfig.count") or 1, "opensearch", "instance", other)
    if config.flag("warmEnabled"):
        warm = _search(config.text("warmType"))
        bill.hours(f"warm nodes {warm}", config.number("warmCount") or 2, "opensearch", "instance", warm)
        bill.add("warm storage", bill.usage("warm_storage_gb"), "opensearch", "managed_storage", by_usage=True)
    if config.flag("coldStorageOptions.enabled"):
        bill.add("cold storage", bill.usage("cold_storage_gb"), "opensearch", "managed_storage", by_usage=True)
    if kind.startswith(("or", "om", "oi")):
        bill.add("managed storage", bill.usage("managed_storage_gb"), "opensearch", "managed_storage", by_usage=True)
    _add_volumes(bill, bill.values.inner("ebsOptions"), count)


@estimates(_COLLECTION)
def collection(bill: Bill) -> None:
    """OCUs are shared by the collections of a region: the least ones are counted with the first. Usage: `ocu_hours`, `storage_gb`."""
    here = [one for one in bill.around.of_type(_COLLECTION) if one.region == bill.region]
    shared = min(here, key=lambda one: one.urn) is not bill.resource if here else False
    least = 0.0 if shared else _LEAST_OCUS / (2 if bill.values.text("standbyReplicas") == "DISABLED" else 1)
    bill.add("OCUs", bill.usage("ocu_hours", least * HOURS), "opensearch", "serverless_ocu_hour", by_usage=True)
    bill.add("storage", bill.usage("storage_gb"), "opensearch", "serverless_storage", by_usage=True)


def _search(kind: str) -> str:
    """The type as OpenSearch calls it; the old name of an Elasticsearch one costs the same."""
    return kind.replace(".elasticsearch", ".search") or _DEFAULT_TYPE


def _add_volumes(bill: Bill, volumes: Values, count: float) -> None:
    if not volumes.flag("ebsEnabled"):
        return
    kind, size = volumes.text("volumeType") or "gp2", volumes.number("volumeSize") or 0
    bill.add(f"storage {kind}", size * count, "opensearch", f"storage_{kind}")
    iops, throughput = volumes.number("iops") or 0, volumes.number("throughput") or 0
    if kind == "gp3":
        free_iops = max(_BASE_IOPS, 3 * size if size > _GIB_PER_TIB else 0)
        bill.add("IOPS over what the storage has", max(0, iops - free_iops) * count, "opensearch", "iops_gp3")
        free_mibps = 125 if size <= 170 else 250 * math.ceil(size / (3 * _GIB_PER_TIB))
        extra = max(0, throughput - free_mibps) * count
        bill.add("throughput over what the storage has", extra, "opensearch", "gp3_throughput_over_baseline")
    elif kind == "io1":
        bill.add("provisioned IOPS", iops * count, "opensearch", "iops_io1")
