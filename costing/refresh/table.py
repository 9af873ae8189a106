"""The files of `data/prices/`: the prices of all instance types of a service, a line for each type, a column for each region."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Prices = Mapping[str, Mapping[str, float]]
"""Instance type → region → USD."""


def write(file: Path, head: Mapping[str, Any], items: Mapping[str, Prices]) -> None:
    """Write a table, whole or not at all. `head` says of which service, in what unit, from when and where the prices are."""
    regions = sorted({region for prices in items.values() for of_type in prices.values() for region in of_type})
    lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}," for key, value in head.items()]
    blocks = [f'"{item}": {{\n' + ",\n".join(_rows(prices, regions)) + "\n}" for item, prices in sorted(items.items())]
    content = "{\n" + "\n".join(lines) + f'\n"regions": {json.dumps(regions)},\n"items": {{\n' + ",\n".join(blocks) + "\n}\n}\n"
    json.loads(content)
    beside = file.with_suffix(".part")
    beside.write_text(content)
    beside.replace(file)


def _rows(prices: Prices, regions: list[str]) -> list[str]:
    return [
        f'"{type_}": ' + json.dumps([prices[type_].get(region) for region in regions], separators=(",", ":"))
        for type_ in sorted(prices, key=by_family)
        if prices[type_]
    ]


def by_family(type_: str) -> tuple[str, ...]:
    """Order of instance types: by family, then size."""
    return tuple(type_.split("."))
