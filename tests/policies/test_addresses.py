"""Which blocks hold the whole internet."""

import pytest

from policies.security.addresses import holds_everyone


@pytest.mark.parametrize("cidr", ["0.0.0.0/0", "10.0.0.0/0", "128.0.0.0/1", "8.0.0.0/7", "::/0", "2000::/3"])
def test_too_wide(cidr: str) -> None:
    assert holds_everyone(cidr)


@pytest.mark.parametrize("cidr", ["10.0.0.0/8", "172.16.0.0/12", "198.51.100.7", "fc00::/7", "2001:db8::/32", "pl-1", ""])
def test_narrow_enough(cidr: str) -> None:
    assert not holds_everyone(cidr)
