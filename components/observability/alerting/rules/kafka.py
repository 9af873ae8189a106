"""Kafka by Strimzi: names as its metrics configuration and the Kafka exporter give them."""

from components.kubernetes.names import DATABASES, KAFKA
from components.observability.alerting.rule import Alert, Part
from components.observability.alerting.rules.promql import not_ready
from settings.recovery import MIRROR_LAG

_MIRROR = "kafka_connect_mirror_mirrorsourceconnector"

STREAMING = (
    Part(
        "kafka",
        "streaming",
        (
            Alert(
                "KafkaBrokerDown",
                not_ready(DATABASES, f"{KAFKA}-(broker|controller|kafka|combined|dual).*-[0-9]+"),
                3,
                "critical",
                "Kafka node {{ $labels.pod }} is not ready",
                "The broker or controller has not been ready for 3 minutes; its partitions have a replica less.",
            ),
            Alert(
                "KafkaOfflinePartitions",
                "sum by (namespace) (kafka_controller_kafkacontroller_offlinepartitionscount) > 0",
                1,
                "critical",
                "{{ $value }} partitions can be neither read nor written",
                "The partitions have no leader: producers and consumers of their topics stand still.",
            ),
            Alert(
                "KafkaUnderMinIsr",
                "kafka_server_replicamanager_underminisrpartitioncount > 0",
                3,
                "critical",
                "{{ $value }} partitions of {{ $labels.pod }} refuse writes",
                "Fewer replicas are in sync than min.insync.replicas; producers with acks=all fail.",
            ),
            Alert(
                "KafkaUnderReplicatedPartitions",
                "kafka_server_replicamanager_underreplicatedpartitions > 0",
                15,
                "warning",
                "{{ $value }} partitions of {{ $labels.pod }} lack a replica",
                "Followers have been behind for 15 minutes; losing another broker may lose data.",
            ),
            Alert(
                "KafkaNoController",
                "sum by (namespace) (kafka_controller_kafkacontroller_activecontrollercount) != 1",
                3,
                "critical",
                "Kafka has {{ $value }} active controllers",
                "There must be one; without it, leaders are not replaced.",
            ),
            Alert(
                "KafkaOfflineLogDirectory",
                "kafka_log_logmanager_offlinelogdirectorycount > 0",
                1,
                "critical",
                "{{ $labels.pod }} has lost {{ $value }} log directories",
                "A volume of the broker failed.",
            ),
            Alert(
                "KafkaConsumerLag",
                "sum by (namespace, consumergroup, topic) (kafka_consumergroup_lag) > 100000"
                " and sum by (namespace, consumergroup, topic) (deriv(kafka_consumergroup_lag[15m])) > 0",
                15,
                "warning",
                "{{ $labels.consumergroup }} is {{ $value | humanize }} messages behind on {{ $labels.topic }}",
                "The lag is over 100 000 messages and has grown for 15 minutes.",
            ),
            Alert(
                "KafkaProduceErrors",
                "sum by (namespace, topic) (rate(kafka_server_brokertopicmetrics_failedproducerequests_total[5m])) > 1",
                10,
                "warning",
                "Writes to {{ $labels.topic }} fail",
                "{{ $value | humanize }} produce requests per second fail.",
            ),
            Alert(
                "KafkaDeadLetters",
                'sum by (namespace, topic) (rate(kafka_topic_partition_current_offset{topic=~".+-dead-letters"}[15m])) > 1',
                15,
                "warning",
                "{{ $value | humanize }} dead letters per second in {{ $labels.topic }}",
                "A consumer cannot make sense of what it reads.",
            ),
            Alert(
                "KafkaCertificateExpiring",
                "(strimzi_certificate_expiration_timestamp_ms / 1000 - time()) < 7 * 24 * 3600",
                60,
                "warning",
                "Kafka's certificate {{ $labels.type }} expires in {{ $value | humanizeDuration }}",
                "Strimzi renews certificates 30 days before; it has not done so.",
            ),
            Alert(
                "KafkaMirrorBehind",
                f"max by (namespace, topic, partition) ({_MIRROR}_replication_latency_ms_max) / 1000 > {MIRROR_LAG.seconds}",
                MIRROR_LAG.minutes,
                "critical",
                "The mirror of {{ $labels.topic }} is {{ $value | humanizeDuration }} behind",
                "What is not in the dr region would be lost with this one, and no more than 5 minutes may be.",
                component="kafka-mirror-maker",
            ),
            Alert(
                "KafkaConnectTaskFailed",
                "sum by (namespace, pod) (kafka_connect_worker_connector_failed_task_count) > 0",
                5,
                "critical",
                "{{ $value }} tasks of {{ $labels.pod }} have failed",
                "What the tasks copy stands still; Connect does not restart them by itself.",
                component="kafka-mirror-maker",
            ),
            Alert(
                "StrimziReconciliationsFailing",
                "sum by (namespace, kind) (increase(strimzi_reconciliations_failed_total[15m])) > 3",
                15,
                "warning",
                "Strimzi cannot bring {{ $labels.kind }} into shape",
                "{{ $value | humanize }} reconciliations failed in 15 minutes: changes do not arrive.",
                component="strimzi-kafka-operator",
            ),
        ),
    ),
)
