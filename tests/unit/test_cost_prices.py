"""The price tables: whole, of one mind with the catalogue, and made again from what they were made from."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from costing.catalogue import Catalogue, catalogue
from costing.price import PriceError
from costing.refresh import instances_info, karpenter
from costing.refresh.table import write
from costing.sizes import size_of
from costing.tables import Tables, tables
from tests.support import ROOT

PRICES = json.loads((ROOT / "data" / "prices.json").read_text())
FILES = sorted((ROOT / "data" / "prices").glob("*.json"))
OF_TODAY = {
    "af-south-1",
    "ap-east-1",
    "ap-northeast-1",
    "ap-south-1",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "sa-east-1",
    "us-west-1",
}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_table_says_whence_and_when_it_is(file: Path) -> None:
    content = json.loads(file.read_text())
    assert content["source"]
    assert content["as_of"] >= "2024"
    assert content["unit"]
    for item, rows in content["items"].items():
        for kind, row in rows.items():
            assert len(row) == len(content["regions"]), f"{item} {kind}"
            assert all(price is None or price > 0 for price in row), f"{item} {kind}"
    assert file.stat().st_size < 300_000


def test_both_sources_agree() -> None:
    compared = 0
    for region, services in PRICES["regions"].items():
        for service, items in services.items():
            for item, entry in items.items():
                for kind, usd in (entry.get("prices") or {"": entry.get("usd")}).items():
                    if found := tables().price(region, service, item, kind):
                        assert found.usd == Decimal(str(usd)), f"{region} {service} {item} {kind}"
                        assert found.unit == entry["unit"]
                        compared += 1
    assert compared > 2000


def test_there_are_all_types_in_all_commercial_regions() -> None:
    assert tables().regions > OF_TODAY
    assert not [region for region in tables().regions if region.startswith(("us-gov", "cn-"))]
    assert len(tables().kinds("ec2", "on_demand_linux")) > 1000
    for service, item in (
        ("rds_mysql", "multi_az"),
        ("aurora_mysql", "instance"),
        ("elasticache", "valkey_node"),
        ("opensearch", "instance"),
    ):
        assert len(tables().kinds(service, item)) > 70, service
    assert {"m1.small", "t1.micro", "c3.large", "m8g.large"} < tables().kinds("ec2", "on_demand_linux")


def test_a_price_of_another_region() -> None:
    price = catalogue().price("eu-central-1", "ec2", "on_demand_linux", "m5.large")
    assert (float(price.usd), price.unit, price.estimated) == (0.115, "hour", False)


def test_two_zones_cost_twice_as_much() -> None:
    one, two = (catalogue().price("eu-west-1", "rds_mysql", item, "db.r6g.large").usd for item in ("single_az", "multi_az"))
    assert two == 2 * one


def test_a_region_without_the_price_has_its_usual_ratio_to_the_reference() -> None:
    price = catalogue().price("sa-east-1", "ebs", "gp3_storage")
    assert price.estimated
    assert 1.3 < float(price.usd) / 0.08 < 1.9
    assert "no source for sa-east-1: us-east-1 × " in price.source


@pytest.mark.parametrize("service", ["eks", "kms"])
def test_what_costs_the_same_everywhere_is_not_scaled(service: str) -> None:
    item = {"eks": "cluster_hour", "kms": "key_month"}[service]
    assert catalogue().price("sa-east-1", service, item) == catalogue().price("us-east-1", service, item)


def test_of_two_tables_the_newer_counts() -> None:
    old, new = (
        {"service": "ec2", "unit": "hour", "as_of": day, "source": "it", "regions": ["us-east-1"], "items": {"i": {"a1.large": [usd]}}}
        for day, usd in (("2024-01-01", 1.0), ("2025-01-01", 2.0))
    )
    for files in ((old, new), (new, old)):
        found = Tables(files).price("us-east-1", "ec2", "i", "a1.large")
        assert found
        assert float(found.usd) == 2.0


@pytest.mark.parametrize(
    ("region", "kind", "says"),
    [("xx-nowhere-9", "m5.large", "no prices for the region xx-nowhere-9"), ("eu-central-1", "m5.larg", "did you mean m5.large")],
)
def test_what_nobody_publishes(region: str, kind: str, says: str) -> None:
    with pytest.raises(PriceError, match=says):
        catalogue().price(region, "ec2", "on_demand_linux", kind)


def test_spot_has_a_factor_for_every_type() -> None:
    assert 0.1 < catalogue().spot_factor("eu-west-1", "m5.large") < 1
    assert catalogue().spot_factor("eu-west-1", "zz9.large") == 0.33


def test_sizes() -> None:
    size = size_of("m5.2xlarge")
    assert (size.vcpus, size.gib) == (8, 32)
    assert size_of("r8i.xlarge") == size_of("r5.xlarge"), "a family too new for the data has the size that all of its kind have"
    with pytest.raises(PriceError, match=r"the size of zz9\.large is not known"):
        size_of("zz9.large")


def _offer(type_: str, linux: str, spot: str, **more: object) -> dict[str, object]:
    offers = {"linux": {"ondemand": linux, "spot_avg": spot}, "mswin": {"ondemand": "1"}, "emr": {"emr": "0.1"}}
    pricing = dict.fromkeys(("us-east-1", "us-gov-east-1", "us-east-1-bos-1"), offers)
    return {"instance_type": type_, "vCPU": 2, "memory": 8.0, "pricing": pricing, **more}


def test_tables_are_made_of_what_the_site_offers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instances_info, "_DATA", tmp_path)
    (tmp_path / "instances.json").write_text(json.dumps([_offer("m5.large", "0.1", "0.03"), _offer("m5.xlarge", "0.2", "N/A")]))
    databases = [{"instance_type": "db.m5.large", "pricing": {"us-east-1": {"14": {"ondemand": 0.2}, "21": {"ondemand": 0.3}}}}]
    (tmp_path / "rds-instances.json").write_text(json.dumps(databases))
    caches = [{"instance_type": "cache.m5.large", "pricing": {"us-east-1": {"Redis": {"ondemand": 0.15}}}}]
    (tmp_path / "elasticache-instances.json").write_text(json.dumps(caches))
    search = [{"instance_type": "m5.large.search", "pricing": {"us-east-1": {"ondemand": 0.14}}}]
    (tmp_path / "opensearch-instances.json").write_text(json.dumps(search))
    instances_info.extract(tmp_path, "2026-01-01", "it", tmp_path / "prices")
    made = Tables([json.loads(file.read_text()) for file in (tmp_path / "prices").glob("*.json")])
    assert made.regions == {"us-east-1"}
    wanted = {
        ("ec2", "on_demand_linux", "m5.xlarge"): 0.2,
        ("ec2", "spot_factor", "m5"): 0.3,
        ("emr", "ec2_uplift_per_instance", "m5.large"): 0.1,
        ("rds_postgresql", "multi_az", "db.m5.large"): 0.4,
        ("aurora_postgresql", "instance", "db.m5.large"): 0.3,
        ("elasticache", "redis_node", "cache.m5.large"): 0.15,
        ("opensearch", "instance", "m5.large.search"): 0.14,
    }
    for (service, item, kind), usd in wanted.items():
        price = made.price("us-east-1", service, item, kind)
        assert price, kind
        assert float(price.usd) == usd


def test_the_newest_types_are_read_of_karpenter(tmp_path: Path) -> None:
    source = tmp_path / "prices.go"
    source.write_text('// generated at 2026-07-20T13:44:30Z\n\t"us-east-1": {\n\t\t"m8a.large": 0.121720, "m8a.xlarge": 0.243440,\n')
    karpenter.extract(source, "it", tmp_path)
    content = json.loads((tmp_path / "ec2-newest.json").read_text())
    assert content["as_of"] == "2026-07-20"
    assert content["items"]["on_demand_linux"] == {"m8a.large": [0.12172], "m8a.xlarge": [0.24344]}


def test_a_table_has_a_line_for_each_type(tmp_path: Path) -> None:
    file = tmp_path / "it.json"
    write(file, {"service": "it"}, {"i": {"b1.large": {"r": 1.0}, "a1.large": {"r": 2.0, "s": 3.0}}})
    assert '"a1.large": [2.0,3.0],\n"b1.large": [1.0,null]\n' in file.read_text()


def test_a_catalogue_of_its_own_needs_no_tables() -> None:
    entry = {"unit": "hour", "usd": 1, "source": "it"}
    content = {"regions": {"us-east-1": {"s": {"i": entry}}}, "fallback_multiplier": {}, "as_of": {}}
    assert float(Catalogue(content).price("us-east-1", "s", "i").usd) == 1
