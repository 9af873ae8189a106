"""Quotas on how many resources of a type there may be: in a region, in an account, or in another resource."""

from collections.abc import Iterator

from quotas.counting import One, Use, counts, not_counted

VPC = ("aws:ec2/vpc:Vpc", "aws:ec2/defaultVpc:DefaultVpc")
LOAD_BALANCERS = ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer")
LISTENERS = ("aws:lb/listener:Listener", "aws:alb/listener:Listener")
TARGET_GROUPS = ("aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup")
KEYS = ("aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey", "aws:kms/externalKey:ExternalKey")

_EACH = {
    ("vpc", "VPCs per Region"): ("aws:ec2/vpc:Vpc",),
    ("vpc", "Internet gateways per Region"): ("aws:ec2/internetGateway:InternetGateway",),
    ("vpc", "Egress-only internet gateways per Region"): ("aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",),
    ("vpc", "VPC security groups per Region"): ("aws:ec2/securityGroup:SecurityGroup",),
    ("vpc", "Prefix lists per Region"): ("aws:ec2/managedPrefixList:ManagedPrefixList",),
    ("ec2", "Transit gateways per account"): ("aws:ec2transitgateway/transitGateway:TransitGateway",),
    ("kafka", "Configurations per account"): ("aws:msk/configuration:Configuration",),
    ("kafka", "Serverless clusters per account"): ("aws:msk/serverlessCluster:ServerlessCluster",),
    ("kafka", "MSK Connect custom plugins"): ("aws:mskconnect/customPlugin:CustomPlugin",),
    ("firehose", "Delivery streams per Region"): ("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",),
    ("rds", "DB clusters"): ("aws:rds/cluster:Cluster", "aws:docdb/cluster:Cluster", "aws:neptune/cluster:Cluster"),
    ("rds", "DB subnet groups"): ("aws:rds/subnetGroup:SubnetGroup", "aws:docdb/subnetGroup:SubnetGroup"),
    ("rds", "Parameter groups"): ("aws:rds/parameterGroup:ParameterGroup",),
    ("rds", "DB cluster parameter groups"): (
        "aws:rds/clusterParameterGroup:ClusterParameterGroup",
        "aws:docdb/clusterParameterGroup:ClusterParameterGroup",
    ),
    ("rds", "Option groups"): ("aws:rds/optionGroup:OptionGroup",),
    ("rds", "Manual DB instance snapshots"): ("aws:rds/snapshot:Snapshot",),
    ("rds", "Event subscriptions"): ("aws:rds/eventSubscription:EventSubscription",),
    ("rds", "Proxies"): ("aws:rds/proxy:Proxy",),
    ("ebs", "Snapshots per Region"): ("aws:ebs/snapshot:Snapshot", "aws:ebs/snapshotCopy:SnapshotCopy"),
    ("kms", "KMS keys"): KEYS,
    ("s3", "General purpose buckets"): ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"),
    ("elasticloadbalancing", "Target Groups per Region"): TARGET_GROUPS,
    ("elasticache", "Parameter groups per Region"): ("aws:elasticache/parameterGroup:ParameterGroup",),
    ("elasticache", "Subnet groups per Region"): ("aws:elasticache/subnetGroup:SubnetGroup",),
    ("elasticache", "Serverless caches per Region"): ("aws:elasticache/serverlessCache:ServerlessCache",),
    ("elasticache", "Users per Region"): ("aws:elasticache/user:User",),
    ("redshift", "Subnet groups"): ("aws:redshift/subnetGroup:SubnetGroup",),
    ("redshift", "Parameter groups"): ("aws:redshift/parameterGroup:ParameterGroup",),
    ("redshift", "Snapshots"): ("aws:redshift/clusterSnapshot:ClusterSnapshot",),
    ("es", "Domains per Region"): ("aws:opensearch/domain:Domain", "aws:elasticsearch/domain:Domain"),
    ("iam", "Roles per account"): ("aws:iam/role:Role", "aws:iam/serviceLinkedRole:ServiceLinkedRole"),
    ("iam", "Customer managed policies per account"): ("aws:iam/policy:Policy",),
    ("iam", "Instance profiles per account"): ("aws:iam/instanceProfile:InstanceProfile",),
    ("iam", "OpenID Connect providers per account"): ("aws:iam/openIdConnectProvider:OpenIdConnectProvider",),
    ("route53", "Hosted zones"): ("aws:route53/zone:Zone",),
    ("route53", "Health checks"): ("aws:route53/healthCheck:HealthCheck",),
    ("route53resolver", "Resolver endpoints per Region"): ("aws:route53/resolverEndpoint:ResolverEndpoint",),
    ("glue", "Max databases per account"): ("aws:glue/catalogDatabase:CatalogDatabase",),
    ("elasticmapreduce", "Active clusters"): ("aws:emr/cluster:Cluster",),
    ("elasticfilesystem", "File systems per account"): ("aws:efs/fileSystem:FileSystem",),
    ("autoscaling", "Auto Scaling groups per region"): ("aws:autoscaling/group:Group", "aws:eks/nodeGroup:NodeGroup"),
    ("ecr", "Registered repositories"): ("aws:ecr/repository:Repository",),
    ("secretsmanager", "Secrets per Region"): ("aws:secretsmanager/secret:Secret",),
    ("events", "Event buses"): ("aws:cloudwatch/eventBus:EventBus",),
    ("sns", "Topics per account"): ("aws:sns/topic:Topic",),
    ("monitoring", "Alarms per Region"): ("aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm"),
    ("logs", "Log groups"): ("aws:cloudwatch/logGroup:LogGroup",),
    ("acm", "ACM certificates"): ("aws:acm/certificate:Certificate",),
    ("backup", "Backup vaults per Region per account"): ("aws:backup/vault:Vault",),
    ("backup", "Backup plans per Region per account"): ("aws:backup/plan:Plan",),
    ("states", "Registered state machines"): ("aws:sfn/stateMachine:StateMachine",),
    ("cloudfront", "Web distributions per AWS account"): ("aws:cloudfront/distribution:Distribution",),
    ("cloudfront", "Cache policies per AWS account"): ("aws:cloudfront/cachePolicy:CachePolicy",),
    ("cloudfront", "Origin request policies per AWS account"): ("aws:cloudfront/originRequestPolicy:OriginRequestPolicy",),
    ("cloudfront", "Response headers policies per AWS account"): ("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",),
    ("cloudfront", "Functions per AWS account"): ("aws:cloudfront/function:Function",),
    ("cloudfront", "Origin access controls per AWS account"): ("aws:cloudfront/originAccessControl:OriginAccessControl",),
    ("cloudfront", "VPC origins per AWS account"): ("aws:cloudfront/vpcOrigin:VpcOrigin",),
    ("apigateway", "Regional APIs"): ("aws:apigatewayv2/api:Api", "aws:apigateway/restApi:RestApi"),
    ("apigateway", "Custom Domain Names"): ("aws:apigatewayv2/domainName:DomainName", "aws:apigateway/domainName:DomainName"),
    ("apigateway", "VPC links(V2)"): ("aws:apigatewayv2/vpcLink:VpcLink",),
    ("events", "Api destinations"): ("aws:cloudwatch/eventApiDestination:EventApiDestination",),
    ("events", "Connections"): ("aws:cloudwatch/eventConnection:EventConnection",),
    ("scheduler", "Number of schedules"): ("aws:scheduler/schedule:Schedule",),
    ("scheduler", "Number of schedule groups"): ("aws:scheduler/scheduleGroup:ScheduleGroup",),
    ("fis", "Experiment templates"): ("aws:fis/experimentTemplate:ExperimentTemplate",),
    ("cloudtrail", "Trails per Region"): ("aws:cloudtrail/trail:Trail",),
    ("globalaccelerator", "Standard accelerators per account"): ("aws:globalaccelerator/accelerator:Accelerator",),
}
"""Quota → the types of which each counts as one."""

_IN = {
    ("vpc", "Subnets per VPC"): (("aws:ec2/subnet:Subnet",), "vpcId", VPC),
    ("vpc", "Network ACLs per VPC"): (("aws:ec2/networkAcl:NetworkAcl",), "vpcId", VPC),
    ("ec2", "Attachments per transit gateway"): (
        (
            "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
            "aws:ec2transitgateway/peeringAttachment:PeeringAttachment",
            "aws:ec2transitgateway/connect:Connect",
        ),
        "transitGatewayId",
        ("aws:ec2transitgateway/transitGateway:TransitGateway",),
    ),
    ("ec2", "Route tables per transit gateway"): (
        ("aws:ec2transitgateway/routeTable:RouteTable",),
        "transitGatewayId",
        ("aws:ec2transitgateway/transitGateway:TransitGateway",),
    ),
    ("ec2", "Peering attachments per transit gateway"): (
        ("aws:ec2transitgateway/peeringAttachment:PeeringAttachment",),
        "transitGatewayId",
        ("aws:ec2transitgateway/transitGateway:TransitGateway",),
    ),
    ("kinesis", "Registered consumers (enhanced fan-out) per stream"): (
        ("aws:kinesis/streamConsumer:StreamConsumer",),
        "streamArn",
        ("aws:kinesis/stream:Stream",),
    ),
    ("kms", "Aliases per KMS key"): (("aws:kms/alias:Alias",), "targetKeyId", KEYS),
    ("kms", "Grants per KMS key"): (("aws:kms/grant:Grant",), "keyId", KEYS),
    ("route53", "Records per hosted zone"): (("aws:route53/record:Record",), "zoneId", ("aws:route53/zone:Zone",)),
    ("apigateway", "Routes per HTTP API"): (("aws:apigatewayv2/route:Route",), "apiId", ("aws:apigatewayv2/api:Api",)),
    ("apigateway", "Stages per API"): (("aws:apigatewayv2/stage:Stage",), "apiId", ("aws:apigatewayv2/api:Api",)),
    ("glue", "Max tables per database"): (
        ("aws:glue/catalogTable:CatalogTable",),
        "databaseName",
        ("aws:glue/catalogDatabase:CatalogDatabase",),
    ),
}
"""Quota → the types of which each counts as one, the property that says in what, and the types of that."""

not_counted("vpc", "which addresses are taken follows from pods and scaling", "Network Address Usage", "Peered Network Address Usage")
not_counted("kafka", "revisions come with updates", "Revisions per configuration")
not_counted("firehose", "partitions come with the data", "Active partitions per stream, dynamic partitioning")
not_counted("lambda", "the size of the code is known when it is packed", "Function and layer storage, GB")
not_counted("athena", "queries come from people and jobs", "Active DML queries")
not_counted("ecr", "images are pushed by pipelines", "Images per repository")
not_counted("redshift", "a parameter of the engine", "Concurrency scaling clusters")


def _each(one: One) -> Iterator[Use]:
    yield one.use(1)


def _inside(service: str, quota: str, types: tuple[str, ...], property_: str, owners: tuple[str, ...]) -> None:
    @counts(service, quota, of=types)
    def count(one: One) -> Iterator[Use]:
        yield one.use(1, where=one.owner(property_, *owners))


for (_service, _quota), _types in _EACH.items():
    counts(_service, _quota, of=_types)(_each)
for (_service, _quota), (_types, _property, _owners) in _IN.items():
    _inside(_service, _quota, _types, _property, _owners)
