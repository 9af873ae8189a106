"""TLS certificates of load balancers and APIs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.component import Component


@dataclass(frozen=True)
class CertificateArgs:
    """What a certificate needs."""

    domains: Sequence[str]
    """At most ten, which is what ACM grants at first."""
    zone_id: pulumi.Input[str]
    """The public zone that they are in."""
    proven: Mapping[str, aws.route53.Record] = field(default_factory=dict)
    """Domain → its proof, where a certificate of another region has brought it."""


class Certificate(Component):
    """Issued by ACM, proven by a record for each domain in the public zone, renewed by ACM for as long as those stand.

    ACM asks the same record of an account for a domain in every region, so the first region makes it and the others wait for it:
    https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
    """

    domain: str
    """The first; what callers ask to be proven where they do not come by name."""
    arn: pulumi.Output[str]
    """Known once the certificate is issued: load balancers refuse it before."""
    proofs: dict[str, aws.route53.Record]

    def __init__(self, name: str, args: CertificateArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("edge", name, opts)
        self._args = args
        self.domain = args.domains[0]
        certificate = aws.acm.Certificate(
            name,
            domain_name=self.domain,
            subject_alternative_names=list(args.domains[1:]) or None,
            validation_method="DNS",
            opts=self.options(),
        )
        self.proofs = {domain: args.proven.get(domain) or self._proof(name, certificate, domain) for domain in args.domains}
        issued = aws.acm.CertificateValidation(
            name,
            certificate_arn=certificate.arn,
            validation_record_fqdns=[proof.fqdn for proof in self.proofs.values()],
            opts=self.options(),
        )
        self.arn = issued.certificate_arn
        self.register_outputs({"domain": self.domain, "arn": self.arn})

    def _proof(self, name: str, certificate: aws.acm.Certificate, domain: str) -> aws.route53.Record:
        """The record that ACM asks for; it names them in an order of its own."""
        renamed = [pulumi.Alias(name=name)] if domain == self.domain else None  # what certificates of one domain called it
        asked = certificate.domain_validation_options.apply(lambda options: {each.domain_name: each for each in options}[domain])
        return aws.route53.Record(
            f"{name}-{domain}",
            zone_id=self._args.zone_id,
            name=asked.resource_record_name,
            type="CNAME",
            records=[asked.resource_record_value],
            ttl=300,
            opts=self.options(aliases=renamed),
        )
