# Every database of the backup is restored under a new name. BACKUP, ENDING and COLLECTION are given, AS_OF where an earlier second is wanted.
set -o pipefail
query() {
  cockroach sql --certs-dir=/cockroach-certs --host=cockroachdb-0.cockroachdb:26257 --format=tsv --execute "$1" | tail -n +2
}
databases=$(query "SELECT object_name FROM [SHOW BACKUP FROM '$BACKUP' IN '$COLLECTION'] WHERE object_type = 'database'
  AND object_name NOT IN ('system', 'postgres', 'defaultdb') AND strpos(object_name, '_restored_') = 0")
test -n "$databases"
moment=${AS_OF:+"AS OF SYSTEM TIME '$AS_OF'"}
for database in $databases; do
  query "RESTORE DATABASE \"$database\" FROM '$BACKUP' IN '$COLLECTION' $moment WITH new_db_name = '${database}_$ENDING'"
  tables=$(query "SELECT count(*) FROM [SHOW TABLES FROM \"${database}_$ENDING\"]")
  echo "$database: $tables tables"
done
