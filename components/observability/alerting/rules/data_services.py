"""The object store, and what the other services among the data have in common."""

from components.kubernetes.names import DATABASES
from components.observability.alerting.rule import Alert, Part
from components.observability.alerting.rules.promql import none_ready, share

DATA_SERVICES = (
    Part(
        "seaweedfs",
        "data",
        (
            Alert(
                "SeaweedFsDown",
                none_ready(DATABASES, "seaweedfs-.+"),
                3,
                "critical",
                "The object store is not ready",
                "Backups, logs and everything that is kept in buckets fails.",
            ),
            Alert(
                "SeaweedFsWriteFailing",
                "sum by (namespace) (rate(SeaweedFS_master_pick_for_write_error[5m])) > 0",
                10,
                "critical",
                "The object store has no volume to write to",
                "{{ $value | humanize }} writes per second find no writable volume.",
            ),
            Alert(
                "SeaweedFsDiskErrors",
                "SeaweedFS_volumeServer_disk_error_status > 0",
                5,
                "critical",
                "{{ $labels.pod }} has disk errors",
                "The volume server cannot use one of its disks.",
            ),
            Alert(
                "SeaweedFsS3Errors",
                share('SeaweedFS_s3_request_total{code=~"5.."}', "SeaweedFS_s3_request_total", "5m", "namespace") + " > 0.05",
                10,
                "warning",
                "The object store fails {{ $value | humanizePercentage }} of its requests",
                "More than 5 % of the S3 requests were answered with 5xx.",
            ),
        ),
    ),
    Part(
        "data-services",
        "data",
        (
            Alert(
                "BackupJobFailed",
                'kube_job_status_failed{job_name=~".*backup.*"} > 0 and on (namespace, job_name) time() - kube_job_status_start_time < 7e3',
                0,
                "warning",
                "Backup {{ $labels.namespace }}/{{ $labels.job_name }} failed",
                "The last run, within two hours, did not succeed. The next one is tried on schedule.",
            ),
            Alert(
                "SchemaRegistryDown",
                none_ready(DATABASES, "karapace-.+"),
                5,
                "critical",
                "The schema registry is not ready",
                "Producers and consumers that start now cannot read their schemas; running ones go on.",
                component="karapace",
            ),
            Alert(
                "DynamoDbStandInDown",
                none_ready(DATABASES, "dynamodb-local-.+"),
                5,
                "warning",
                "The stand-in for DynamoDB is not ready",
                "Sessions and recent events can be neither read nor written in this cluster.",
                component="dynamodb-local",
            ),
            Alert(
                "PrefectDown",
                none_ready("processing", "prefect-server-.+"),
                10,
                "critical",
                "Prefect is not ready",
                "Scheduled flows do not start.",
                component="prefect-server",
            ),
            Alert(
                "PrefectWorkersDown",
                none_ready("processing", "prefect-worker-.+"),
                10,
                "warning",
                "No Prefect worker is ready",
                "Flows are scheduled and wait.",
                component="prefect-worker",
            ),
            Alert(
                "FlinkJobRestarting",
                "increase(flink_jobmanager_job_numRestarts[15m]) > 3",
                5,
                "warning",
                "Flink job {{ $labels.job_name }} keeps restarting",
                "{{ $value | humanize }} restarts in 15 minutes.",
                component="flink-kubernetes-operator",
            ),
            Alert(
                "FlinkCheckpointsFailing",
                "increase(flink_jobmanager_job_numberOfFailedCheckpoints[15m]) > 3",
                5,
                "warning",
                "Flink job {{ $labels.job_name }} cannot save its state",
                "{{ $value | humanize }} checkpoints failed in 15 minutes: a restart repeats that much.",
                component="flink-kubernetes-operator",
            ),
            Alert(
                "SparkApplicationsFailing",
                "increase(spark_application_failure_count[1h]) > 0",
                0,
                "warning",
                "Spark applications fail",
                "{{ $value | humanize }} applications failed in the last hour.",
                component="spark-operator",
            ),
        ),
    ),
)
