"""How large the instance types are, for a price."""

from costing.price import PriceError
from inventory import instance_sizes
from inventory.instance_sizes import Size


def size_of(instance_type: str) -> Size:
    """The size of an instance type. Raises PriceError if it is unknown."""
    if found := instance_sizes.size_of(instance_type):
        return found
    raise PriceError(f"the size of {instance_type} is not known")
