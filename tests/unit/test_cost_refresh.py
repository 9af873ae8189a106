"""Price tables are made again from what others publish."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner

from costing.catalogue import catalogue
from costing.refresh import instances_info, karpenter, price_list
from costing.refresh.__main__ import app
from costing.refresh.table import write
from costing.tables import Tables, tables
from tests.support import ROOT


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


_HEAD = """"FormatVersion","v1.0"
"Disclaimer","it"
"Publication Date","2026-04-28T17:07:46Z"
"Version","20260428170746"
"OfferCode","{offer}"
"""
_COLUMN_NAMES = """SKU,OfferTermCode,RateCode,TermType,PriceDescription,EffectiveDate,StartingRange,EndingRange,Unit,PricePerUnit,Currency,
Product Family,serviceCode,Location Type,Instance Type,Tenancy,Operating System,License Model,Pre Installed S/W,CapacityStatus,
Deployment Option,Cache Engine,Software Type,usageType,operation,Region Code"""
_COLUMNS = _COLUMN_NAMES.replace("\n", "").split(",")
_COMPUTE = {
    "Product Family": "Compute Instance",
    "Tenancy": "Shared",
    "Operating System": "Linux",
    "License Model": "No License required",
    "Pre Installed S/W": "NA",
    "CapacityStatus": "Used",
    "Instance Type": "m5.large",
}


def _published(offer: str, *lines: dict[str, str]) -> list[str]:
    """A file of the Price List, as AWS writes it."""
    usual = {"TermType": "OnDemand", "StartingRange": "0", "EndingRange": "Inf", "Currency": "USD", "Location Type": "AWS Region"}
    rows = [_COLUMNS, *([{**usual, "Region Code": "eu-central-1", **line}.get(column, "") for column in _COLUMNS] for line in lines)]
    text = _HEAD.format(offer=offer) + "".join(",".join(f'"{value}"' for value in row) + "\n" for row in rows)
    return text.splitlines(keepends=True)


def test_tables_are_made_of_the_price_list(tmp_path: Path) -> None:
    box = {**_COMPUTE, "usageType": "EUC1-BoxUsage:m5.large", "operation": "RunInstances", "PricePerUnit": "0.1150000000"}
    ec2 = _published(
        "AmazonEC2",
        box,
        box | {"Tenancy": "Dedicated", "usageType": "EUC1-DedicatedUsage:m5.large", "PricePerUnit": "9"},
        box | {"CapacityStatus": "UnusedCapacityReservation", "usageType": "EUC1-UnusedBox:m5.large", "PricePerUnit": "9"},
        box | {"Pre Installed S/W": "SQL Std", "PricePerUnit": "9"},
        box | {"TermType": "Reserved", "PricePerUnit": "9"},
        box | {"Location Type": "AWS Local Zone", "PricePerUnit": "9"},
        box | {"Operating System": "Windows", "PricePerUnit": "0.2070000000"},
        box | {"Operating System": "Windows", "License Model": "Bring your own license", "PricePerUnit": "9"},
        {"Product Family": "Storage", "usageType": "EUC1-EBS:VolumeUsage.gp3", "PricePerUnit": "0.0952000000"},
        {"Product Family": "Storage", "usageType": "EUC1-EBS:VolumeUsage", "PricePerUnit": "0.0590000000"},
    )
    database = {"Product Family": "Database Instance", "Deployment Option": "Single-AZ", "Instance Type": "db.r6g.large"}
    usage = {"usageType": "EUC1-InstanceUsage:db.r6g.large"}
    io_optimized = {"usageType": "EUC1-InstanceUsageIOOptimized:db.r6g.large"}
    rds = _published(
        "AmazonRDS",
        database | usage | {"operation": "CreateDBInstance:0014", "PricePerUnit": "0.267"},
        database | {"Deployment Option": "Multi-AZ", "usageType": "EUC1-Multi-AZUsage:db.r6g.large", "PricePerUnit": "9"},
        database | usage | {"operation": "CreateDBInstance:0021", "PricePerUnit": "0.313"},
        database | io_optimized | {"operation": "CreateDBInstance:0021", "PricePerUnit": "0.407"},
        {"usageType": "EUC1-ExtendedSupport:Yr1-Yr2:AuroraMySQL2", "operation": "CreateDBInstance:0016", "PricePerUnit": "0.1"},
    )
    caches = _published(
        "AmazonElastiCache",
        {"Cache Engine": "Valkey", "Instance Type": "cache.m5.large", "usageType": "EUC1-NodeUsage:cache.m5.large", "PricePerUnit": "0.15"},
    )
    tasks = _published(
        "AmazonECS",
        {"usageType": "USE1-Fargate-vCPU-Hours:perCPU", "Region Code": "us-east-1", "PricePerUnit": "0.0404800000"},
        {"usageType": "USE1-Fargate-ARM-vCPU-Hours:perCPU", "Region Code": "us-east-1", "PricePerUnit": "0.0323800000"},
    )
    price_list.extract([ec2, rds, caches, tasks], tmp_path)
    made = Tables([json.loads(file.read_text()) for file in tmp_path.glob("*.json")])
    wanted = {
        ("eu-central-1", "ec2", "on_demand_linux", "m5.large"): (0.115, "hour"),
        ("eu-central-1", "ec2", "on_demand_windows", "m5.large"): (0.207, "hour"),
        ("eu-central-1", "ebs", "gp3_storage", ""): (0.0952, "GB-month"),
        ("eu-central-1", "ebs", "standard_storage", ""): (0.059, "GB-month"),
        ("eu-central-1", "rds_postgresql", "multi_az", "db.r6g.large"): (0.534, "hour"),
        ("eu-central-1", "aurora_postgresql", "instance", "db.r6g.large"): (0.313, "hour"),
        ("eu-central-1", "aurora_postgresql", "instance_io_optimized", "db.r6g.large"): (0.407, "hour"),
        ("eu-central-1", "elasticache", "valkey_node", "cache.m5.large"): (0.15, "hour"),
        ("us-east-1", "fargate", "vcpu_hour", ""): (0.04048, "vCPU-hour"),
        ("us-east-1", "fargate", "vcpu_hour_arm", ""): (0.03238, "vCPU-hour"),
    }
    for (region, service, item, kind), (usd, unit) in wanted.items():
        price = made.price(region, service, item, kind)
        assert price, item
        assert (float(price.usd), price.unit) == (usd, unit)
        assert "AWS Price List, 2026-04-28" in price.source
    assert made.price("eu-central-1", "aurora_mysql", "instance", "") is None


def test_rules_of_the_price_list_make_what_the_catalogue_has() -> None:
    for rule in price_list.RULES:
        known = sorted(tables().kinds(rule.service, rule.item)) if rule.by_instance_type else [""]
        sold = [kind for kind in known if not kind or tables().price("us-east-1", rule.service, rule.item, kind)]
        assert catalogue().price("us-east-1", rule.service, rule.item, sold[0]).unit == rule.unit, rule.item


RECORDED = ROOT / "tests" / "data" / "price-list" / "AmazonEC2-2025-09-12.csv"
"""An answer of AWS; its README says whence."""


def _recorded(**change: str) -> list[str]:
    """It, with some texts of its line of a c5d.2xlarge changed."""
    text = RECORDED.read_text()
    (line,) = (line for line in text.splitlines() if '"BoxUsage:c5d.2xlarge"' in line)
    changed = line
    for old, new in change.items():
        assert f'"{old}"' in changed
        changed = changed.replace(f'"{old}"', f'"{new}"')
    return text.replace(line, changed).splitlines(keepends=True)


def test_of_what_aws_answered_only_shared_linux_without_more_software_is_taken(tmp_path: Path) -> None:
    with pytest.raises(price_list.PriceListError, match="no line of the Price List"):
        price_list.extract([_recorded()], tmp_path)
    (written,) = price_list.extract([_recorded(RHEL="Linux", **{"SQL Web": "NA"})], tmp_path)
    content = json.loads(written.read_text())
    assert (content["service"], content["as_of"], content["regions"]) == ("ec2", "2025-09-12", ["us-east-1"])
    assert content["items"] == {"on_demand_linux": {"c5d.2xlarge": [0.634]}}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"0.6340000000": "about a dollar"}, "the price 'about a dollar' is no number"),
        ({"us-east-1": 'us-east-1","one more'}, "columns, not"),
    ],
    ids=["price", "columns"],
)
def test_an_answer_that_is_not_as_aws_writes_it_changes_no_table(tmp_path: Path, change: dict[str, str], says: str) -> None:
    (written,) = price_list.extract([_recorded(RHEL="Linux", **{"SQL Web": "NA"})], tmp_path)
    before = written.read_text()
    with pytest.raises(price_list.PriceListError, match=says):
        price_list.extract([_recorded(**change)], tmp_path)
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {written.name: before}


def test_an_answer_without_a_column_that_prices_are_chosen_by_is_refused(tmp_path: Path) -> None:
    renamed = [line.replace('"CapacityStatus"', '"Capacity"') for line in _recorded()]
    with pytest.raises(price_list.PriceListError, match="AmazonEC2 has no columns capacitystatus"):
        price_list.extract([renamed], tmp_path)


def test_an_answer_older_than_the_table_is_refused(tmp_path: Path) -> None:
    new = [line.replace('"2025-09-12T', '"2026-11-20T') for line in _recorded(RHEL="Linux", **{"SQL Web": "NA"})]
    (written,) = price_list.extract([new], tmp_path)
    before = written.read_text()
    with pytest.raises(price_list.PriceListError, match=r"from 2025-09-12, but ec2-price-list\.json is from 2026-11-20 already"):
        price_list.extract([_recorded(RHEL="Linux", **{"SQL Web": "NA"})], tmp_path)
    assert written.read_text() == before


class _Published(BaseHTTPRequestHandler):
    """AWS's address: a region's EC2 instances, no line of other offers, nothing at all of other regions."""

    def do_GET(self) -> None:
        _, offer, region = self.path.split("/")
        box = {**_COMPUTE, "Region Code": region, "usageType": "EUC1-BoxUsage:m5.large", "PricePerUnit": "0.115"}
        content = "".join(_published(offer, *([box] if offer == "AmazonEC2" else []))).encode()
        if region == "eu-garbled-1":
            content = b"<html>\n\n</html>"
        self.send_response(404 if region == "xx-nowhere-9" else 200)
        self.send_header("Content-Length", str(len(content) + (100 if region == "eu-cut-1" else 0)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nothing: pytest shows what matters."""


@pytest.fixture
def _aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    server = HTTPServer(("127.0.0.1", 0), _Published)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(price_list, "_URL", f"http://127.0.0.1:{server.server_port}/{{offer}}/{{region}}")
    monkeypatch.setattr(price_list, "OUT", tmp_path)
    yield
    server.shutdown()
    server.server_close()


@pytest.mark.usefixtures("_aws")
def test_the_command_asks_for_every_offer_of_every_region(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["price-list", "eu-central-1", "eu-west-1"])
    assert (done.exit_code, done.stdout) == (0, f"{tmp_path / 'ec2-price-list.json'}\n")
    content = json.loads((tmp_path / "ec2-price-list.json").read_text())
    assert content["regions"] == ["eu-central-1", "eu-west-1"]
    assert content["items"] == {"on_demand_linux": {"m5.large": [0.115, 0.115]}}


@pytest.mark.usefixtures("_aws")
@pytest.mark.parametrize(
    ("region", "says"),
    [
        ("xx-nowhere-9", "the Price List of AmazonEC2 in xx-nowhere-9 cannot be read: HTTP Error 404"),
        ("eu-cut-1", "the Price List of AmazonEC2 in eu-cut-1 ended 100 bytes too early"),
        ("eu-garbled-1", "that is no file of the Price List"),
    ],
)
def test_what_cannot_be_read_is_named_and_changes_no_table(region: str, says: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["price-list", "eu-central-1", region])
    assert done.exit_code == 2
    assert says in done.stderr
    assert not list(tmp_path.iterdir())
