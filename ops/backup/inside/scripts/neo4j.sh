# Restores the database neo4j from the files beside it, once, and serves it.
mkdir -p /tmp/conf /backup/data
cp /var/lib/neo4j/conf/* /tmp/conf/
cat >> /tmp/conf/neo4j.conf <<CONF
server.directories.data=/backup/data
server.default_listen_address=0.0.0.0
CONF
export NEO4J_CONF=/tmp/conf
test -d /backup/data/databases/neo4j || neo4j-admin database restore --from-path="$(ls /backup/from/neo4j-*.backup)" neo4j
exec neo4j console
