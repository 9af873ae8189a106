"""The price tables: whole, of one mind with the catalogue, and made again from what they were made from."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from costing.catalogue import Catalogue, catalogue
from costing.price import PriceError
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
    of_that_time = Tables([json.loads(file.read_text()) for file in FILES if not file.stem.endswith("-price-list")])
    compared = 0
    for region, services in PRICES["regions"].items():
        for service, items in services.items():
            for item, entry in items.items():
                for kind, usd in (entry.get("prices") or {"": entry.get("usd")}).items():
                    if found := of_that_time.price(region, service, item, kind):
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


@pytest.mark.parametrize(("service", "kind", "usd"), [("s", "", 1.2), ("other", "", 1.5), ("s", "large", 1.1), ("other", "large", 1.5)])
def test_the_ratio_is_the_services_if_that_is_known(service: str, kind: str, usd: float) -> None:
    items = {"i": {"unit": "hour", "source": "it", **({"prices": {"large": 1}} if kind else {"usd": 1})}}
    ratios = {"default": 1.5, "by_service_non_instance": {"s": 1.2}, "by_instance_service": {"s": 1.1}}
    content = {"regions": {"us-east-1": {"s": items, "other": items}, "r": {}}, "fallback_multiplier": {"r": ratios}, "as_of": {}}
    assert float(Catalogue(content).price("r", service, "i", kind).usd) == usd


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


def test_a_catalogue_of_its_own_needs_no_tables() -> None:
    entry = {"unit": "hour", "usd": 1, "source": "it"}
    content = {"regions": {"us-east-1": {"s": {"i": entry}}}, "fallback_multiplier": {}, "as_of": {}}
    assert float(Catalogue(content).price("us-east-1", "s", "i").usd) == 1
