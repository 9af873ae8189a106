"""Spark on EMR, as a cluster or serverless, read off the resources of real stacks."""

import json

import pytest

from tests.support import settings_of
from tests.unit.compute_facts import every_stack, of


def test_prod_has_a_cluster_that_scales_as_planned_in_the_primary_region() -> None:
    (cluster,) = of("prod", "aws:emr/cluster:Cluster")
    assert cluster.region == "us-east-1"
    assert cluster.inputs["terminationProtection"] is True
    assert cluster.inputs["masterInstanceFleet"]["instanceTypeConfigs"][0]["instanceType"] == "m5.xlarge"
    core = cluster.inputs["coreInstanceFleet"]
    assert (core["targetOnDemandCapacity"], core["instanceTypeConfigs"][0]["instanceType"]) == (3, "m5.2xlarge")
    (task,) = of("prod", "aws:emr/instanceFleet:InstanceFleet")
    assert task.inputs["targetSpotCapacity"] == 5
    (scaling,) = of("prod", "aws:emr/managedScalingPolicy:ManagedScalingPolicy")
    (limits,) = scaling.inputs["computeLimits"]
    assert (limits["minimumCapacityUnits"], limits["maximumCoreCapacityUnits"], limits["maximumCapacityUnits"]) == (3, 10, 15)


def test_a_cluster_encrypts_at_rest_and_on_the_way_and_asks_for_tokens() -> None:
    (made,) = of("prod", "aws:emr/securityConfiguration:SecurityConfiguration")
    configuration = json.loads(made.inputs["configuration"])
    encryption = configuration["EncryptionConfiguration"]
    assert encryption["EnableAtRestEncryption"] is True
    assert encryption["EnableInTransitEncryption"] is True
    assert encryption["AtRestEncryptionConfiguration"]["LocalDiskEncryptionConfiguration"]["EnableEbsEncryption"] is True
    assert configuration["InstanceMetadataServiceConfiguration"]["MinimumInstanceMetadataServiceVersion"] == 2


@pytest.mark.parametrize("stack", ["dev", "staging", "compute"])
def test_serverless_spark_is_bounded_and_stops_by_itself(stack: str) -> None:
    (application,) = of(stack, "aws:emrserverless/application:Application")
    assert application.region == settings_of(stack).primary.name
    serverless = settings_of(stack).compute.emr.serverless
    assert serverless
    assert application.inputs["maximumCapacity"]["cpu"] == f"{serverless.max_vcpus} vCPU"
    assert application.inputs["autoStopConfiguration"] == {"enabled": True, "idleTimeoutMinutes": serverless.idle_minutes}
    assert ("initialCapacities" in application.inputs) is (serverless.warm_executors > 0)
    assert not of(stack, "aws:emr/cluster:Cluster")


@every_stack
def test_no_region_lets_a_cluster_be_open_to_the_world(stack: str) -> None:
    found = of(stack, "aws:emr/blockPublicAccessConfiguration:BlockPublicAccessConfiguration")
    assert {one.region for one in found} == {region.name for region in settings_of(stack).regions}
    assert all(one.inputs["blockPublicSecurityGroupRules"] is True for one in found)
