"""EFS, FSx and AWS Backup cost what the price list says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.costs import Case, cost, problem_of, resource

EFS = "aws:efs/fileSystem:FileSystem"
WINDOWS = "aws:fsx/windowsFileSystem:WindowsFileSystem"
OPEN_ZFS = "aws:fsx/openZfsFileSystem:OpenZfsFileSystem"
ONTAP = "aws:fsx/ontapFileSystem:OntapFileSystem"
LUSTRE = "aws:fsx/lustreFileSystem:LustreFileSystem"
PLAN = "aws:backup/restoreTestingPlan:RestoreTestingPlan"

_TO_IA = {"lifecyclePolicies": [{"transitionToIa": "AFTER_30_DAYS"}]}
_WEEKLY = resource(PLAN, {"scheduleExpression": "cron(0 6 ? * SUN *)"}, "plan")

CASES = (
    Case("EFS", [resource(EFS)], "230 GB × $0.30", {"storage_gb": 230}),
    Case(
        "EFS in one zone, most of it seldom read",
        [resource(EFS, _TO_IA | {"availabilityZoneName": "us-east-1a"})],
        "200 GB × $0.16 + 800 GB × $0.0133 + 150 GB × $0.01",
        {"storage_gb": 1000, "infrequent_access_gb": 150},
    ),
    Case(
        "EFS with bursting throughput",
        [resource(EFS, _TO_IA)],
        "700 GB × $0.30 + 300 GB × $0.025",
        {"storage_gb": 1000, "infrequent_share": 0.3},
    ),
    Case(
        "EFS with elastic throughput",
        [resource(EFS, {"throughputMode": "elastic", "lifecyclePolicies": [{"transitionToIa": "x"}, {"transitionToArchive": "y"}]})],
        "100 GB × $0.30 + 800 GB × $0.016 + 100 GB × $0.008 + 100 GB × $0.06 + 500 GB × $0.03",
        {"storage_gb": 1000, "archive_share": 0.1, "in_gb": 100, "out_gb": 500},
    ),
    Case(
        "EFS with provisioned throughput over what its storage has",
        [resource(EFS, {"throughputMode": "provisioned", "provisionedThroughputInMibps": 100})],
        "230 GB × $0.30 + 88.5 × $6",
        {"storage_gb": 230},
    ),
    Case(
        "a copy of EFS in another region",
        [resource("aws:efs/replicationConfiguration:ReplicationConfiguration", {"destination": {"region": "us-west-2"}})],
        "50 GB × $0.02 + 230 GB × $0.30",
        {"replicated_gb": 50, "storage_gb": 230},
    ),
    Case(
        "Windows in two zones",
        [resource(WINDOWS, {"storageCapacity": 300, "throughputCapacity": 1024, "deploymentType": "MULTI_AZ_1"})],
        "300 GB × $0.23 + 1024 × $4.50 + 10000 GB × $0.05",
        {"backup_storage_gb": 10_000},
    ),
    Case(
        "Windows on hard disks",
        [resource(WINDOWS, {"storageCapacity": 2000, "throughputCapacity": 32, "storageType": "HDD", "deploymentType": "SINGLE_AZ_2"})],
        "2000 GB × $0.013 + 32 × $2.20",
    ),
    Case(
        "OpenZFS with more IOPS than its storage has",
        [
            resource(
                OPEN_ZFS,
                {"storageCapacity": 300, "throughputCapacity": 1024, "deploymentType": "SINGLE_AZ_1"}
                | {"diskIopsConfiguration": {"mode": "USER_PROVISIONED", "iops": 1000}},
            )
        ],
        "300 GB × $0.09 + 1024 × $0.26 + 100 IOPS × $0.006",
    ),
    Case("a backup of its own", [resource("aws:fsx/backup:Backup")], "100 GB × $0.05", {"storage_gb": 100}),
    Case(
        "ONTAP",
        [resource(ONTAP, {"storageCapacity": 1024, "throughputCapacity": 256, "deploymentType": "MULTI_AZ_1"})],
        "$256.00 + $307.20",
    ),
    Case("Lustre from scratch", [resource(LUSTRE, {"storageCapacity": 1200})], "1200 GB × $0.14"),
    Case(
        "Lustre that stays",
        [resource(LUSTRE, {"storageCapacity": 1200, "deploymentType": "PERSISTENT_2", "perUnitStorageThroughput": 125})],
        "1200 GB × $0.145",
    ),
    Case(
        "a vault by what it holds",
        [resource("aws:backup/vault:Vault")],
        "100 GB × ($0.05 + $0.01 + $0.05 + $0.095 + $0.021 + $0.10 + $0.05) + 10 GB × ($0.02 + $0.15) + 40 GB × $0.02",
        dict.fromkeys(("efs_gb", "efs_cold_gb", "ebs_gb", "rds_gb", "aurora_gb", "dynamodb_gb", "fsx_gb"), 100.0)
        | {"restored_efs_gb": 10, "restored_dynamodb_gb": 10, "copied_gb": 40},
    ),
    Case(
        "tests of restoring",
        [_WEEKLY, resource("aws:backup/restoreTestingSelection:RestoreTestingSelection", refers={"restoreTestingPlanName": _WEEKLY})],
        "4.345 × 3 × $1.50",
        {"recovery_points": 3},
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_price(case: Case) -> None:
    case.check()


@given(size=st.integers(32, 60_000), throughput=st.sampled_from([8, 64, 512]), kind=st.sampled_from([WINDOWS, OPEN_ZFS]))
@settings(max_examples=30, deadline=None)
def test_larger_never_costs_less(size: int, throughput: int, kind: str) -> None:
    def total(times: int) -> float:
        return float(cost(resource(kind, {"storageCapacity": size * times, "throughputCapacity": throughput * times})).total)

    assert total(1) <= total(2)


@given(stored=st.integers(0, 1_000_000), mode=st.sampled_from(["bursting", "elastic", "provisioned"]))
@settings(max_examples=30, deadline=None)
def test_more_files_never_cost_less(stored: int, mode: str) -> None:
    def total(times: int) -> float:
        files = resource(EFS, {"throughputMode": mode, "provisionedThroughputInMibps": 100})
        return float(cost(files, usage={"storage_gb": stored * times}).total)

    assert total(1) <= total(2) + 0.01


@pytest.mark.parametrize(
    ("type_", "inputs", "says"),
    [
        (
            LUSTRE,
            {"storageCapacity": 1200, "deploymentType": "PERSISTENT_2", "perUnitStorageThroughput": 1000},
            "storage_persistent_ssd 1000",
        ),
        (ONTAP, {"storageCapacity": 1024, "deploymentType": "SINGLE_AZ_1"}, "no price for fsx_ontap storage_single_az"),
        (WINDOWS, {"storageCapacity": 100, "storageType": "TAPE"}, "no price for fsx_windows storage_tape_single_az"),
    ],
)
def test_what_has_no_price_is_named(type_: str, inputs: dict[str, object], says: str) -> None:
    problem = problem_of(resource(type_, inputs, "files"))
    assert problem.startswith(f"files ({type_}): ")
    assert says in problem
