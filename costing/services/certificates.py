"""Certificates of ACM and of private authorities."""

import math

from costing.bill import Bill
from costing.estimators import estimates, free
from costing.price import PriceError

_ISSUED = ((1_000.0, "certificates_first_1k"), (10_000.0, "certificates_next_9k"), (math.inf, "certificates_over_10k"))

free("part of the certificate", "aws:acm/certificateValidation:CertificateValidation")
free(
    "counted in its authority",
    "aws:acmpca/certificate:Certificate",
    "aws:acmpca/certificateAuthorityCertificate:CertificateAuthorityCertificate",
    "aws:acmpca/permission:Permission",
    "aws:acmpca/policy:Policy",
)


@estimates("aws:acm/certificate:Certificate")
def certificate(bill: Bill) -> None:
    """Free, unless its key may be exported; one of a private authority is counted there."""
    if bill.values.text("options.export") == "ENABLED":
        raise PriceError("no price for public certificates that can be exported")


@estimates("aws:acmpca/certificateAuthority:CertificateAuthority")
def authority(bill: Bill) -> None:
    """Usage: `certificates` issued in a month."""
    issued = bill.usage("certificates")
    if bill.values.text("usageMode") == "SHORT_LIVED_CERTIFICATE":
        bill.add("authority for short-lived certificates", 1, "private_ca", "ca_month_short_lived")
        bill.add("certificates", issued, "private_ca", "certificates_short_lived", by_usage=True)
    else:
        bill.add("authority", 1, "private_ca", "ca_month")
        bill.tiers("certificates", issued, "private_ca", _ISSUED)
