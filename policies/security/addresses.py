"""What blocks of IP addresses hold."""

import ipaddress

_WIDEST_PRIVATE = {4: 8, 6: 7}
"""Prefix lengths of 10.0.0.0/8 and fc00::/7: what is wider has public addresses in it."""


def holds_everyone(cidr: str) -> bool:
    """Whether a block is wider than any private one, such as 0.0.0.0/0, one of its halves, or ::/0."""
    try:
        block = ipaddress.ip_network(cidr, strict=False)
    except ValueError:
        return False
    return block.prefixlen < _WIDEST_PRIVATE[block.version]
