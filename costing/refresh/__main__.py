"""`python -m costing.refresh price-list us-east-1 eu-west-1`: rebuilds price tables from what AWS publishes.

The Price List may be read without an account; each table says from when it is, and of two that know a price the newer one counts.
The other commands make tables of what the Price List does not tell, such as spot prices and sizes, or where it cannot be reached.

Exit status: 0 the tables are written, 2 wrong use, or a source that cannot be read.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from costing.refresh import infracost, instances_info, karpenter, price_list

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__, pretty_exceptions_enable=False)

_File = Annotated[Path, typer.Argument(exists=True, dir_okay=False)]
_Date = Annotated[str, typer.Argument(help="From when the prices are: 2026-05-28.")]
_Source = Annotated[str, typer.Argument(help="Whence they are, for the tables to say.")]


@app.command("price-list")
def from_price_list(
    regions: Annotated[list[str], typer.Argument(help="All regions at once: a run's tables replace those of the run before.")],
) -> None:
    """Instances, databases, caches, searches, disks, EMR and Fargate, from AWS's own files. These are large: minutes for each region."""
    try:
        written = price_list.extract(price_list.download(offer, region) for region in regions for offer in price_list.OFFERS)
    except (OSError, price_list.PriceListError) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from None
    for file in written:
        print(file)


@app.command("instances-info")
def from_instances_info(folder: Annotated[Path, typer.Argument(exists=True, file_okay=False)], date: _Date, source: _Source) -> None:
    """Instances of all services in all regions with spot prices and sizes, from a folder with ec2instances.info's JSON files."""
    instances_info.extract(folder, date, source)


@app.command("karpenter")
def from_karpenter(file: _File, source: _Source) -> None:
    """The newest EC2 types, from Karpenter's zz_generated.pricing_aws.go."""
    karpenter.extract(file, source)


@app.command("infracost")
def from_infracost(transfer: _File, cloudfront: _File, date: _Date, source: _Source) -> None:
    """Data transfer and CloudFront, from infracost's data_transfer_test.golden and cloudfront_distribution_test.golden."""
    infracost.extract(transfer, cloudfront, date, source)


if __name__ == "__main__":
    app(prog_name="python -m costing.refresh")
