"""How ClickHouse and its Keeper speak: TLS on every port, and the certificates that each must show."""

DIRECTORY = "/etc/clickhouse-tls"
"""Where the certificate's Secret is mounted in both."""

HTTPS = 8443
NATIVE = 9440
INTERSERVER = 9009
KEEPER = 9281
RAFT = 9444

_OPEN_SSL = f"""
  <openSSL>
    <server>
      <certificateFile>{DIRECTORY}/tls.crt</certificateFile>
      <privateKeyFile>{DIRECTORY}/tls.key</privateKeyFile>
      <caConfig>{DIRECTORY}/ca.crt</caConfig>
      <verificationMode>{{verification}}</verificationMode>
      <disableProtocols>sslv2,sslv3,tlsv1,tlsv1_1</disableProtocols>
    </server>
    <client>
      <certificateFile>{DIRECTORY}/tls.crt</certificateFile>
      <privateKeyFile>{DIRECTORY}/tls.key</privateKeyFile>
      <caConfig>{DIRECTORY}/ca.crt</caConfig>
      <loadDefaultCAFile>true</loadDefaultCAFile>
      <verificationMode>strict</verificationMode>
      <disableProtocols>sslv2,sslv3,tlsv1,tlsv1_1</disableProtocols>
    </client>
  </openSSL>"""

# ClickHouse reads what is in config.d after what the operator writes into conf.d, so that these have the last word on the ports.
SERVER = f"""<clickhouse>
  <tcp_port remove="1"/>
  <http_port remove="1"/>
  <mysql_port remove="1"/>
  <postgresql_port remove="1"/>
  <interserver_http_port remove="1"/>
  <https_port>{HTTPS}</https_port>
  <tcp_port_secure>{NATIVE}</tcp_port_secure>
  <interserver_https_port>{INTERSERVER}</interserver_https_port>{_OPEN_SSL.format(verification="none")}
</clickhouse>
"""

KEEPER_SERVER = f"""<clickhouse>
  <keeper_server>
    <tcp_port remove="1"/>
    <tcp_port_secure>{KEEPER}</tcp_port_secure>
    <raft_configuration><secure>true</secure></raft_configuration>
  </keeper_server>{_OPEN_SSL.format(verification="strict")}
</clickhouse>
"""
"""A Keeper has no users, so it asks its clients for certificates, too: of this issuer."""
