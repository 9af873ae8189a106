# Drops the databases that a restore made on each server.
query() {
  clickhouse-client --config-file /config/client.xml --secure --host "$1" --user "$USERNAME" --password "$PASSWORD" --query "$2"
}
for host in $HOSTS; do
  for database in $(query "$host" "SELECT name FROM system.databases WHERE endsWith(name, '_$ENDING') FORMAT TabSeparatedRaw"); do
    query "$host" "DROP DATABASE $database SYNC"
  done
done
