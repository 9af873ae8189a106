"""What every component of the platform shares."""

from typing import Any

import pulumi


class Component(pulumi.ComponentResource):
    """A group of resources with one purpose.

    Its type token is `platform:<area>:<Name>`. Children get their options from `options`, and with them the parent
    and so the region's own provider.
    """

    def __init__(self, area: str, name: str, opts: pulumi.ResourceOptions | None = None):
        super().__init__(f"platform:{area}:{type(self).__name__}", name, None, opts)

    def options(self, **more: Any) -> pulumi.ResourceOptions:
        """Options of a child; `more` are further ResourceOptions, such as `depends_on`."""
        return pulumi.ResourceOptions(parent=self, **more)
