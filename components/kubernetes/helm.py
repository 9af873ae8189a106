"""Helm charts, at the versions pinned in `data/charts.json`."""

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_kubernetes as kubernetes

_TIMEOUT_SECONDS = 600


class Chart(TypedDict):
    """A pinned chart."""

    version: str
    repository: str
    """An index of charts, or the chart's own address where it starts with `oci://`."""
    app_version: str
    chart: NotRequired[str]
    """Its name in the index, where that says too little to be ours."""


@functools.cache
def _charts() -> dict[str, Chart]:
    charts: dict[str, Chart] = json.loads((Path(__file__).parents[2] / "data" / "charts.json").read_text())["charts"]
    return charts


def app_version(chart: str) -> str:
    """The version of what a chart installs."""
    return _charts()[chart]["app_version"]


def release(
    name: str, chart: str, namespace: str, values: Mapping[str, Any], opts: pulumi.ResourceOptions, called: str = ""
) -> kubernetes.helm.v3.Release:
    """A chart, installed under its own name (or as `called`): whole or not at all, and waited for until its pods are ready."""
    pin = _charts()[chart]
    oci = pin["repository"].startswith("oci://")
    return kubernetes.helm.v3.Release(
        name,
        name=called or chart,
        chart=pin["repository"] if oci else pin.get("chart", chart),
        repository_opts=None if oci else {"repo": pin["repository"]},
        version=pin["version"],
        namespace=namespace,
        values=dict(values),
        atomic=True,
        timeout=_TIMEOUT_SECONDS,
        max_history=5,
        opts=opts,
    )
