"""Price tables that are made from what infracost's tests expect."""

import json
from pathlib import Path

from costing.refresh import infracost
from costing.tables import Tables

TRANSFER = """
 aws_data_transfer.ap-northeast-1
 ├─ Intra-region data transfer                             2,000  GB          $20.00  *
 ├─ Outbound data transfer to Internet (first 10TB)       10,240  GB       $1,167.36  *
 └─ Outbound data transfer to other regions                  750  GB          $67.50  *

 aws_data_transfer.us-gov-west-1
 └─ Outbound data transfer to other regions                  750  GB          $22.50  *
"""
CLOUDFRONT = """
 aws_cloudfront_distribution.with_usage
 ├─ Europe, Israel
 │  ├─ Data transfer out to internet (first 10TB)                                      10,240  GB                           $870.40  *
 │  └─ HTTPS requests                                                                   22.34  10k requests                   $0.27  *
 └─ India
    └─ Data transfer out to origin                                                      8,234  GB                         $1,317.44  *
"""


def test_prices_are_totals_by_quantities(tmp_path: Path) -> None:
    transfer, cloudfront = tmp_path / "data_transfer_test.golden", tmp_path / "cloudfront_distribution_test.golden"
    transfer.write_text(TRANSFER)
    cloudfront.write_text(CLOUDFRONT)
    infracost.extract(transfer, cloudfront, "2024-07-01", "somewhere", tmp_path)
    found = Tables([json.loads(file.read_text()) for file in tmp_path.glob("*.json")])
    assert found.regions == {"ap-northeast-1", "us-east-1"}
    tokyo = [found.price("ap-northeast-1", "data_transfer", item) for item in ("internet_out_first_10tb", "inter_region_out")]
    edge = [found.price("us-east-1", "cloudfront", *one) for one in (("out_first_10tb", "europe"), ("to_origin", "india"))]
    assert [float(price.usd) for price in (*tokyo, *edge) if price] == [0.114, 0.09, 0.085, 0.16]
