"""How AWS is asked to change each store's password. No store is connected to: AWS's control planes do it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from mypy_boto3_elasticache import ElastiCacheClient
    from mypy_boto3_opensearch import OpenSearchServiceClient
    from mypy_boto3_rds import RDSClient


class Store(Protocol):
    """A store that has one user with a password."""

    def give(self, resource_id: str, username: str, password: str, current: str) -> None:
        """Ask for a new password; `current` is the one in use."""

    def has_taken_it(self, resource_id: str) -> bool:
        """Whether nothing that was asked for is still to be done."""


@dataclass(frozen=True)
class Postgres:
    """RDS: the master password, at once and not in the maintenance window. Replicas follow."""

    client: "RDSClient"

    def give(self, resource_id: str, username: str, password: str, current: str) -> None:  # noqa: ARG002  # RDS knows the user
        self.client.modify_db_instance(DBInstanceIdentifier=resource_id, MasterUserPassword=password, ApplyImmediately=True)

    def has_taken_it(self, resource_id: str) -> bool:
        instance = self.client.describe_db_instances(DBInstanceIdentifier=resource_id)["DBInstances"][0]
        waiting = instance.get("PendingModifiedValues", {}).get("MasterUserPassword")
        return instance["DBInstanceStatus"] != "resetting-master-credentials" and not waiting


@dataclass(frozen=True)
class Cache:
    """ElastiCache: a user has two passwords, so clients with the current one stay until the next rotation."""

    client: "ElastiCacheClient"

    def give(self, resource_id: str, username: str, password: str, current: str) -> None:  # noqa: ARG002  # the id is enough
        self.client.modify_user(UserId=resource_id, AuthenticationMode={"Type": "password", "Passwords": [password, current]})

    def has_taken_it(self, resource_id: str) -> bool:
        return self.client.describe_users(UserId=resource_id)["Users"][0]["Status"] == "active"


@dataclass(frozen=True)
class Search:
    """OpenSearch: the master user of the internal database."""

    client: "OpenSearchServiceClient"

    def give(self, resource_id: str, username: str, password: str, current: str) -> None:  # noqa: ARG002  # OpenSearch does not ask for it
        self.client.update_domain_config(
            DomainName=resource_id,
            AdvancedSecurityOptions={"MasterUserOptions": {"MasterUserName": username, "MasterUserPassword": password}},
        )

    def has_taken_it(self, resource_id: str) -> bool:
        return not self.client.describe_domain(DomainName=resource_id)["DomainStatus"]["Processing"]
