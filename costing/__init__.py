"""What a stack costs each month, resource by resource, from published prices: for any Pulumi program on AWS."""

from costing.estimate import Estimate, estimate
from costing.line import Line
from costing.usage import Usage

__all__ = ["Estimate", "Line", "Usage", "estimate"]
