"""The TLS certificate of a load balancer."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.placement import Placement
from settings.compute import PublicZone


@dataclass(frozen=True)
class CertificateArgs:
    """What the certificate needs."""

    placement: Placement
    zone: PublicZone


class Certificate(Component):
    """Issued by ACM for a name of this region, proven by a record in the public zone, renewed by ACM for as long as that stands.

    Nothing has to answer at the name; it is what callers ask the load balancer to prove (docs/decisions/ecs-tls.md).
    """

    domain: str
    """Such as `ingest.us-east-1.example.com`."""
    arn: pulumi.Output[str]
    """Known once the certificate is issued: load balancers refuse it before."""

    def __init__(self, name: str, args: CertificateArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        self.domain = f"ingest.{args.placement.region.name}.{args.zone.domain}"
        certificate = aws.acm.Certificate(name, domain_name=self.domain, validation_method="DNS", opts=self.options())
        proof = certificate.domain_validation_options[0]
        record = aws.route53.Record(
            name,
            zone_id=args.zone.id,
            name=proof.resource_record_name,
            type="CNAME",
            records=[proof.resource_record_value],
            ttl=300,
            opts=self.options(),
        )
        issued = aws.acm.CertificateValidation(
            name, certificate_arn=certificate.arn, validation_record_fqdns=[record.fqdn], opts=self.options()
        )
        self.arn = issued.certificate_arn
        self.register_outputs({"domain": self.domain, "arn": self.arn})
