"""On-demand prices from the file that Karpenter regenerates from the AWS Price List each month.

It has only a few regions (us-east-1), but the newest instance types.
"""

import re
from collections import defaultdict
from pathlib import Path

from costing.refresh.table import write

_OUT = Path(__file__).parent.parent.parent / "data" / "prices"
_GENERATED = re.compile(r"generated at (\d{4}-\d\d-\d\d)")
_PLACE = re.compile(r'"(?P<region>[a-z]+-[a-z]+-\d)": \{|"(?P<type>[a-z0-9-]+\.[a-z0-9-]+)": (?P<usd>[\d.]+)')


def extract(file: Path, source: str, out: Path = _OUT) -> None:
    """Write the table."""
    text = file.read_text()
    generated = _GENERATED.search(text)
    if generated is None:
        raise ValueError(f"{file} does not say when it was generated")
    prices: defaultdict[str, dict[str, float]] = defaultdict(dict)
    region = ""
    for found in _PLACE.finditer(text):
        region = found["region"] or region
        if found["type"]:
            prices[found["type"]][region] = float(found["usd"])
    head = {"service": "ec2", "unit": "hour", "as_of": generated[1], "source": source}
    write(out / "ec2-newest.json", head, {"on_demand_linux": prices})
