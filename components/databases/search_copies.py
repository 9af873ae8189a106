"""The dr region's OpenSearch domain following the others'."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.databases.search import Search
from components.placement import Placement


@dataclass(frozen=True)
class SearchCopiesArgs:
    """Who follows whom."""

    leader: Placement
    leading: Search
    follower: Placement
    """The dr region."""
    following: Search
    follower_provider: aws.Provider


class SearchCopies(Component):
    """A connection that the follower asks for and the leader accepts. Which indices it follows, `ops` tells the domain itself:
    its API is inside the VPC.
    """

    def __init__(self, name: str, args: SearchCopiesArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("databases", name, opts)
        leader, follower = args.leader, args.follower
        asked = aws.opensearch.OutboundConnection(
            follower.label("search-follows", leader.region.name),
            connection_alias=leader.region.name,
            connection_mode="DIRECT",
            local_domain_info=_domain(follower, args.following),
            remote_domain_info=_domain(leader, args.leading),
            opts=self.options(provider=args.follower_provider),
        )
        aws.opensearch.InboundConnectionAccepter(leader.label("search-leads"), connection_id=asked.id, opts=self.options())
        self.register_outputs({})


def _domain(placement: Placement, search: Search) -> dict[str, pulumi.Input[str]]:
    return {"owner_id": placement.account_id, "region": placement.region.name, "domain_name": search.domain.domain_name}
