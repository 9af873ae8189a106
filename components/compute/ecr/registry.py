"""The region's image registry: a repository for each of our own services."""

import json
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.placement import Placement
from components.security.keys import Keys
from components.security.policies import Statement, allow

_UNTAGGED_DAYS = 7
"""How long an image stays that lost its tag or never had one, such as the single architectures of an index that was replaced."""

PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")


@dataclass(frozen=True)
class RegistryArgs:
    """What the registry needs."""

    placement: Placement
    keys: Keys


class Registry(Component):
    """Repositories with immutable tags, scanned and encrypted.

    Images are pushed to the primary region only; AWS copies them to the repositories of the others within minutes.
    """

    repositories: dict[str, aws.ecr.Repository]
    """By the service's name."""

    def __init__(self, name: str, args: RegistryArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        self._args = args
        placement, settings = args.placement, args.placement.settings
        self.repositories = {service: self._repository(service) for service in settings.compute.ecr.repositories}
        own = {"filter": f"{repository_prefix(placement)}*", "filter_type": "WILDCARD"}
        # Inspector looks again whenever a new vulnerability becomes known; without it, ECR looks once.
        enhanced = settings.security.detection.inspector
        aws.ecr.RegistryScanningConfiguration(
            name,
            scan_type="ENHANCED" if enhanced else "BASIC",
            rules=[{"scan_frequency": "CONTINUOUS_SCAN" if enhanced else "SCAN_ON_PUSH", "repository_filters": [own]}],
            opts=self.options(),
        )
        others = [region.name for region in settings.regions if region.name != placement.region.name]
        if placement.is_primary and others:
            self._replication(name, others)
        self.register_outputs({})

    def _repository(self, service: str) -> aws.ecr.Repository:
        placement, settings = self._args.placement, self._args.placement.settings
        label = placement.label(service)
        repository = aws.ecr.Repository(
            label,
            name=f"{repository_prefix(placement)}{service}",
            image_tag_mutability="IMMUTABLE",
            image_scanning_configuration={"scan_on_push": True},
            # What other regions hold is a copy under a key of their own.
            encryption_configurations=[{"encryption_type": "KMS", "kms_key": self._args.keys.arns["s3"]}],
            force_delete=not settings.protect,
            opts=self.options(**placement.stateful()),
        )
        aws.ecr.LifecyclePolicy(
            label, repository=repository.name, policy=json.dumps(lifecycle(settings.compute.ecr.keep_images)), opts=self.options()
        )
        aws.ecr.RepositoryPolicy(
            label, repository=repository.name, policy=json.dumps(repository_policy(placement), sort_keys=True), opts=self.options()
        )
        return repository

    def _replication(self, name: str, regions: list[str]) -> None:
        prefix = repository_prefix(self._args.placement)
        account = self._args.placement.account_id
        aws.ecr.ReplicationConfiguration(
            name,
            replication_configuration={
                "rules": [
                    {
                        "destinations": [{"region": region, "registry_id": account} for region in regions],
                        "repository_filters": [{"filter": prefix, "filter_type": "PREFIX_MATCH"}],
                    }
                ]
            },
            opts=self.options(),
        )


def repository_prefix(placement: Placement) -> str:
    """What the names of the stack's repositories begin with; the same in every region, or nothing would be copied."""
    return f"{placement.physical()}/"


def pull_images(repository: aws.ecr.Repository) -> list[Statement]:
    """Fetch the images of a repository. The token to ask with knows no resources."""
    return [allow(PULL, [repository.arn]), allow(["ecr:GetAuthorizationToken"], ["*"])]


def lifecycle(keep: int) -> dict[str, Any]:
    """Untagged images go after a week, tagged ones when there are more than `keep`."""
    untagged = {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": _UNTAGGED_DAYS}
    tagged = {"tagStatus": "tagged", "tagPatternList": ["*"], "countType": "imageCountMoreThan", "countNumber": keep}
    return {
        "rules": [
            {"rulePriority": priority, "description": text, "selection": selection, "action": {"type": "expire"}}
            for priority, text, selection in (
                (1, f"Untagged after {_UNTAGGED_DAYS} days", untagged),
                (2, f"All but the last {keep}", tagged),
            )
        ]
    }


def repository_policy(placement: Placement) -> dict[str, Any]:
    """Whatever IAM allows: nobody of another account, and nothing without TLS. ECR takes no `Resource`: the repository is meant."""
    deny: dict[str, Any] = {"Effect": "Deny", "Principal": "*", "Action": "ecr:*"}
    foreign = {"StringNotEquals": {"aws:PrincipalAccount": placement.account_id}, "Bool": {"aws:PrincipalIsAWSService": "false"}}
    return {
        "Version": "2012-10-17",
        "Statement": [
            deny | {"Sid": "TlsOnly", "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
            deny | {"Sid": "OwnAccountOnly", "Condition": foreign},
        ],
    }
