"""Whole price tables from the JSON files of ec2instances.info, the community's copy of the AWS Price List.

These are `instances.json`, `rds-instances.json`, `elasticache-instances.json` and `opensearch-instances.json`, as the site offers
them and as the Go module github.com/cristim/ec2-instances-info ships them.
"""

import json
import re
import statistics
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from costing.refresh.table import by_family, write

_DATA = Path(__file__).parent.parent.parent / "data"
_COMMERCIAL = re.compile(r"(?!us-gov-|cn-)[a-z]{2}-[a-z]+-\d")
"""Regions of the partition `aws`; neither local zones nor wavelength zones."""

RDS_ENGINES = {
    "rds_postgresql": "14",
    "rds_mysql": "2",
    "rds_mariadb": "18",
    "rds_oracle_byol": "5",
    "rds_oracle_se2": "20",
    "rds_sqlserver_ex": "10",
    "rds_sqlserver_web": "11",
    "rds_sqlserver_se": "12",
    "rds_sqlserver_ee": "15",
}
"""Service → AWS's operation code. The engines' names stand for several offers each, of which the file has any one."""
AURORA_ENGINES = {"aurora_postgresql": "21", "aurora_mysql": "16"}
_AURORA_IO = "211"  # I/O-Optimized, which costs the same with either engine
MULTI_AZ = {"multi_az": {"of": "single_az", "times": 2, "source": "AWS lists Multi-AZ with one standby at twice Single-AZ"}}


def extract(folder: Path, date: str, source: str, out: Path = _DATA / "prices") -> None:
    """Write the tables."""

    def head(service: str, file: str, unit: str = "hour", **more: Any) -> dict[str, Any]:
        return {"service": service, "unit": unit, "as_of": date, "source": f"{source}:{file}", **more}

    def read(file: str) -> list[dict[str, Any]]:
        content: list[dict[str, Any]] = json.loads((folder / file).read_text())
        return content

    out.mkdir(exist_ok=True)
    ec2 = read("instances.json")
    write(out / "ec2.json", head("ec2", "instances.json"), {"on_demand_linux": _prices(ec2, "linux", "ondemand")})
    write(out / "ec2-windows.json", head("ec2", "instances.json"), {"on_demand_windows": _prices(ec2, "mswin", "ondemand")})
    write(out / "emr.json", head("emr", "instances.json"), {"ec2_uplift_per_instance": _prices(ec2, "emr", "emr")})
    write(out / "spot.json", head("ec2", "instances.json", "fraction of on-demand"), {"spot_factor": _spot_factors(ec2)})
    rds = read("rds-instances.json")
    for service, engine in RDS_ENGINES.items():
        write(
            out / f"{service}.json", head(service, "rds-instances.json", derived=MULTI_AZ), {"single_az": _prices(rds, engine, "ondemand")}
        )
    for service, engine in AURORA_ENGINES.items():
        instances = {"instance": _prices(rds, engine, "ondemand"), "instance_io_optimized": _prices(rds, _AURORA_IO, "ondemand")}
        write(out / f"{service}.json", head(service, "rds-instances.json"), instances)
    caches = read("elasticache-instances.json")
    engines = {f"{engine.lower()}_node": _prices(caches, engine, "ondemand") for engine in ("Redis", "Valkey", "Memcached")}
    write(out / "elasticache.json", head("elasticache", "elasticache-instances.json"), engines)
    search = read("opensearch-instances.json")
    write(out / "opensearch.json", head("opensearch", "opensearch-instances.json"), {"instance": _prices(search, "", "ondemand")})
    sizes = {entry["instance_type"]: [entry["vCPU"], entry["memory"]] for entry in ec2}
    _write_sizes({"as_of": date, "source": f"{source}:instances.json"}, sizes)


def _prices(entries: list[dict[str, Any]], of: str, key: str) -> dict[str, dict[str, float]]:
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for type_, region, offers in _offers(entries):
        price = (offers.get(of) or {} if of else offers).get(key)
        if price and float(price) > 0:
            found[type_][region] = round(float(price), 6)
    return found


def _spot_factors(entries: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Family → region → the median over its sizes of the average spot price over the on-demand price."""
    factors: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for type_, region, offers in _offers(entries):
        linux = offers.get("linux", {})
        spot, on_demand = _number(linux.get("spot_avg")), _number(linux.get("ondemand"))
        if spot and on_demand:
            factors[type_.partition(".")[0], region].append(spot / on_demand)
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for (family, region), values in factors.items():
        found[family][region] = round(min(statistics.median(values), 1.0), 3)
    return found


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0


def _offers(entries: list[dict[str, Any]]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for entry in entries:
        for region, offers in entry["pricing"].items():
            if _COMMERCIAL.fullmatch(region):
                yield entry["instance_type"], region, offers


def _write_sizes(head: dict[str, str], sizes: dict[str, list[float]]) -> None:
    rows = ",\n".join(f'"{type_}": {json.dumps(sizes[type_])}' for type_ in sorted(sizes, key=by_family))
    lines = "".join(f'"{name}": {json.dumps(value)},\n' for name, value in head.items())
    (_DATA / "instance-sizes.json").write_text(f'{{\n{lines}"unit": "vCPU, GiB",\n"types": {{\n{rows}\n}}\n}}\n')
