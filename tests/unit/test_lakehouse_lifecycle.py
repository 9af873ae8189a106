"""How long objects stay in which storage class: nothing is lost, or kept too dear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.lakehouse.bucket import SecureBucketArgs, lifecycle_rules
from components.lakehouse.buckets import tier_above
from settings.lakehouse import Lakehouse, Tiering
from tests.support import settings_of
from tests.unit.lakehouse_facts import LIFECYCLE, REGIONS, TIERS, by_bucket, name_of
from tests.unit.placements import placement


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("purpose", TIERS)
def test_data_moves_to_cheaper_classes_on_the_days_of_the_specification(region: str, purpose: str) -> None:
    rules = {rule["id"]: rule for rule in by_bucket(LIFECYCLE)[name_of(purpose, region)].inputs["rules"]}
    assert [(step["storageClass"], step["days"]) for step in rules["tiering"]["transitions"]] == TIERS[purpose]
    assert rules["clean-up"]["abortIncompleteMultipartUpload"] == {"daysAfterInitiation": 7}
    assert rules["clean-up"]["noncurrentVersionExpiration"] == {"noncurrentDays": 90}
    assert "expire" not in rules


def test_query_results_expire_and_backups_are_locked() -> None:
    for region in REGIONS:
        rules = {rule["id"]: rule for rule in by_bucket(LIFECYCLE)[name_of("query-results", region)].inputs["rules"]}
        assert rules["expire"]["expiration"] == {"days": 14}
        locks = by_bucket("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration")
        assert locks[name_of("backups", region)].inputs["rule"] == {"defaultRetention": {"mode": "COMPLIANCE", "days": 30}}


tierings = st.builds(
    Tiering,
    infrequent_access=st.none() | st.integers(30, 60),
    glacier=st.none() | st.integers(61, 180),
    deep_archive=st.none() | st.integers(181, 365),
    intelligent=st.booleans(),
    expire=st.none() | st.integers(366, 3653),
)


@given(tiering=tierings, noncurrent=st.integers(1, 3653), above=st.none() | st.integers(1, 10**9))
def test_lifecycle_rules_do_what_the_settings_say_and_no_more(tiering: Tiering, noncurrent: int, above: int | None) -> None:
    args = SecureBucketArgs(placement(), "silver", None, None, noncurrent, tiering, above)
    rules = {rule["id"]: rule for rule in lifecycle_rules(args)}
    days = [step["days"] for step in rules.get("tiering", {}).get("transitions", [])]
    assert days == sorted(days)
    wanted = [tiering.infrequent_access, tiering.glacier, tiering.deep_archive, 0 if tiering.intelligent else None]
    assert sorted(days) == sorted(day for day in wanted if day is not None)
    assert rules.get("expire", {}).get("expiration", {}).get("days") == tiering.expire
    # Expiry is for all objects, large and small; so is cleaning up.
    assert all(rule["filter"] == {"prefix": ""} for key, rule in rules.items() if key != "tiering" or above is None)
    assert rules["clean-up"]["noncurrent_version_expiration"] == {"noncurrent_days": noncurrent}
    # S3 refuses two kinds of expiry for one object.
    assert ("expiration" in rules["clean-up"]) != ("expire" in rules)


def test_manifests_stay_readable_where_tables_are_archived() -> None:
    settings = settings_of("prod").lakehouse
    assert tier_above(settings, "silver") == 16 * 1024**2
    assert tier_above(settings, "gold") is None, "Intelligent-Tiering needs no restore"
    assert tier_above(settings, "raw-events") is None, "no tables"


def test_defaults_are_the_specification() -> None:
    defaults = Lakehouse(noncurrent_days=1, backup_lock_days=1, query_scan_limit_gib=1)
    assert set(defaults.tiering) == set(TIERS)
    assert defaults.replicate and defaults.inventory and not defaults.data_quality
