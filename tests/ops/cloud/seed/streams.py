"""Streams, brokers, and what reads them."""

from tests.ops.cloud.seed.seeding import Seeding


def make(seeding: Seeding) -> None:
    """Kinesis, queues, Kafka, Flink."""
    for stream, inputs in seeding.of("aws:kinesis/stream:Stream"):
        client, name = seeding.client("kinesis", stream.region), inputs["name"]
        mode = inputs.get("streamModeDetails", {}).get("streamMode", "PROVISIONED")
        shards = {} if mode == "ON_DEMAND" else {"ShardCount": inputs["shardCount"]}
        client.create_stream(StreamName=name, StreamModeDetails={"StreamMode": mode}, **shards)
        if (hours := inputs["retentionPeriod"]) > 24:
            client.increase_stream_retention_period(StreamName=name, RetentionPeriodHours=hours)
    for consumer, inputs in seeding.of("aws:kinesis/streamConsumer:StreamConsumer"):
        given = {"StreamARN": inputs["streamArn"], "ConsumerName": inputs["name"]}
        seeding.client("kinesis", consumer.region).register_stream_consumer(**given)
    for queue, inputs in seeding.of("aws:sqs/queue:Queue"):
        fifo = {"FifoQueue": "true"} if inputs.get("fifoQueue") else {}
        url = seeding.client("sqs", queue.region).create_queue(QueueName=seeding.name(queue), Attributes=fifo)["QueueUrl"]
        seeding.made(queue, url)
    for kafka, inputs in seeding.of("aws:msk/cluster:Cluster"):
        nodes = inputs["brokerNodeGroupInfo"]
        made = seeding.client("kafka", kafka.region).create_cluster(
            ClusterName=inputs["clusterName"],
            KafkaVersion=inputs["kafkaVersion"],
            NumberOfBrokerNodes=inputs["numberOfBrokerNodes"],
            BrokerNodeGroupInfo={"ClientSubnets": nodes["clientSubnets"], "InstanceType": nodes["instanceType"]},
        )
        seeding.made(kafka, made["ClusterArn"], made["ClusterArn"])
    for application, inputs in seeding.of("aws:kinesisanalyticsv2/application:Application"):
        client = seeding.client("kinesisanalyticsv2", application.region)
        client.create_application(
            ApplicationName=inputs["name"],
            RuntimeEnvironment=inputs["runtimeEnvironment"],
            ServiceExecutionRole=inputs["serviceExecutionRole"],
            ApplicationMode=inputs["applicationMode"],
        )
        if inputs.get("startApplication"):
            client.start_application(ApplicationName=inputs["name"])
