"""What network parts are called in the AWS console, where the Name tag is all one sees."""

from components.placement import Placement


def name_tag(placement: Placement, *words: str) -> dict[str, str]:
    """The Name tag, such as `event-platform-prod-private-a`."""
    return {"Name": placement.physical(*words)}


def zone_letter(placement: Placement, zone: str) -> str:
    """`a` of `us-east-1a`: the region is in every name already."""
    return zone.removeprefix(placement.region.name)
