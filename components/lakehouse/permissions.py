"""Lake Formation: which locations it governs, and what each principal may do in a layer."""

from dataclasses import dataclass
from typing import Literal, get_args

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.lakehouse.bucket import SecureBucket
from components.lakehouse.catalog import Catalog
from components.lakehouse.statements import write_objects, write_with_key
from components.placement import Placement
from components.security.keys import Keys
from components.security.policies import document_output, role, trust
from settings.lakehouse import Layer

Access = Literal["read", "write", "maintain", "crawl"]
"""What a principal does with a layer: query it; fill it, with tables of its own; rewrite the files of its tables; describe
in the catalogue what it finds."""

# Access → permissions on the database and on all of its tables.
_PERMISSIONS: dict[Access, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "read": (("DESCRIBE",), ("DESCRIBE", "SELECT")),
    "write": (("CREATE_TABLE", "DESCRIBE"), ("ALTER", "DELETE", "DESCRIBE", "INSERT", "SELECT")),
    "maintain": (("DESCRIBE",), ("ALTER", "DELETE", "DESCRIBE", "INSERT", "SELECT")),
    "crawl": (("ALTER", "CREATE_TABLE", "DESCRIBE"), ("ALTER", "DESCRIBE", "DROP", "SELECT")),
}


@dataclass(frozen=True)
class PermissionsArgs:
    """What the permissions need."""

    placement: Placement
    keys: Keys
    buckets: dict[str, SecureBucket]
    catalog: Catalog


class Permissions(Component):
    """Puts the layers' buckets under Lake Formation and grants access to their tables.

    Queries through Athena and Redshift get credentials for the tables granted, and need no right on any bucket. Who reads a
    bucket directly is a matter of IAM still: so nobody is given that who should see only some of the tables.
    """

    locations: dict[Layer, aws.lakeformation.Resource]

    def __init__(self, name: str, args: PermissionsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("lakehouse", name, opts)
        self._args = args
        placement = args.placement
        layers: tuple[Layer, ...] = get_args(Layer)
        # Not the service-linked role: that one has no right on the key, and EMR does not work with it.
        trusted = trust(placement, "glue.amazonaws.com", "lakeformation.amazonaws.com")
        access = role(placement, placement.label("lake-formation"), trusted, self.options())
        statements = [*write_objects([args.buckets[layer] for layer in layers]), write_with_key(args.keys.arns["s3"])]
        allowed = aws.iam.RolePolicy(
            placement.label("lake-formation"),
            role=access.name,
            policy=document_output(*statements),
            opts=pulumi.ResourceOptions(parent=access),
        )
        self.locations = {
            layer: aws.lakeformation.Resource(
                placement.label(layer),
                arn=args.buckets[layer].arn,
                role_arn=access.arn,
                opts=self.options(depends_on=[args.catalog.settings, allowed]),
            )
            for layer in layers
        }
        settings = placement.settings.lakehouse
        for engineer in settings.engineers:
            for layer in layers:
                self.grant(engineer.rpartition("/")[2], engineer, layer, "write")
        for analyst in settings.analysts:
            self.grant(analyst.rpartition("/")[2], analyst, "gold", "read")
        self.register_outputs({})

    def grant(self, name: str, principal: pulumi.Input[str], layer: Layer, access: Access) -> list[pulumi.Resource]:
        """Give a principal (the ARN of a role) access to a layer; what needs the access at once depends on the result."""
        args = self._args
        database = args.catalog.databases[layer].name
        on_database, on_tables = _PERMISSIONS[access]
        label = args.placement.label(name, layer)
        options = self.options(depends_on=[args.catalog.settings, self.locations[layer]])
        grants = [
            aws.lakeformation.Permissions(
                f"{label}-database", principal=principal, permissions=list(on_database), database={"name": database}, opts=options
            ),
            aws.lakeformation.Permissions(
                f"{label}-tables",
                principal=principal,
                permissions=list(on_tables),
                table={"database_name": database, "wildcard": True},
                opts=options,
            ),
        ]
        if access != "read":
            grants.append(
                aws.lakeformation.Permissions(
                    f"{label}-location",
                    principal=principal,
                    permissions=["DATA_LOCATION_ACCESS"],
                    data_location={"arn": self.locations[layer].arn},
                    opts=options,
                )
            )
        return grants
