# Drops the databases that a restore made.
set -o pipefail
query() {
  cockroach sql --certs-dir=/cockroach-certs --host=cockroachdb-0.cockroachdb:26257 --format=tsv --execute "$1" | tail -n +2
}
for database in $(query "SELECT database_name FROM [SHOW DATABASES] WHERE database_name ~ '_$ENDING\$'"); do
  query "DROP DATABASE \"$database\" CASCADE"
done
