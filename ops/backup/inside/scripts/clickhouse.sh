# Every shard restores its databases under new names, and counts what came back. BACKUP, ENDING, MAPPING (old:new,…) and HOSTS are given,
# COPIES where the backup is in another bucket than the servers' own.
query() {
  clickhouse-client --config-file /config/client.xml --secure --host "$1" --user "$USERNAME" --password "$PASSWORD" --query "$2"
}
command="restore_remote ${COPIES:+--env=S3_BUCKET=$COPIES }--restore-database-mapping $MAPPING $BACKUP"
for host in $HOSTS; do
  query "$host" "INSERT INTO system.backup_actions(command) VALUES ('$command')"
done
for host in $HOSTS; do
  while true; do
    status=$(query "$host" "SELECT status FROM system.backup_actions WHERE command = '$command' FORMAT TabSeparated")
    case "$status" in
      success) break ;;
      error) query "$host" "SELECT error FROM system.backup_actions WHERE command = '$command'"; exit 1 ;;
      *) sleep 10 ;;
    esac
  done
  rows=$(query "$host" "SELECT sum(rows) FROM system.parts WHERE active AND endsWith(database, '_$ENDING')")
  echo "$host: $rows rows"
done
