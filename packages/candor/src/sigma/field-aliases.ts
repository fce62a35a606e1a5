/**
 * Sigma's field names (Taxonomy Appendix 2.1; Sysmon's for processes, W3C's for web) → the names of ECS 8 and
 * OpenTelemetry that our events have. A name with several of ours matches when one of them does. The event's own field
 * of the rule's name is always looked at first.
 *
 * `c-uri`, `c-uri-query` and `cs-uri-query` stand for the whole request target too: SigmaHQ's web rules look for paths
 * in them.
 */
export const fieldAliases: Readonly<Record<string, readonly string[]>> = {
  // process_creation
  Image: ['process.executable'],
  OriginalFileName: ['process.name'],
  CommandLine: ['process.command_line'],
  CurrentDirectory: ['process.working_directory'],
  ProcessId: ['process.pid'],
  ProcessGuid: ['process.entity_id'],
  ParentImage: ['process.parent.executable'],
  ParentCommandLine: ['process.parent.command_line'],
  ParentProcessId: ['process.parent.pid'],
  User: ['user.name'],
  LogonId: ['user.audit.id'],
  md5: ['process.hash.md5', 'file.hash.md5'],
  sha1: ['process.hash.sha1', 'file.hash.sha1'],
  sha256: ['process.hash.sha256', 'file.hash.sha256'],
  Hashes: ['process.hash.sha256', 'file.hash.sha256'],
  // file_event
  TargetFilename: ['file.path'],
  // network_connection, dns, firewall
  Initiated: ['network.initiated'],
  Protocol: ['network.transport'],
  SourceIp: ['source.ip'],
  SourcePort: ['source.port'],
  DestinationIp: ['destination.ip'],
  DestinationPort: ['destination.port'],
  DestinationHostname: ['destination.domain'],
  QueryName: ['dns.question.name'],
  query: ['dns.question.name'],
  src_ip: ['source.ip'],
  src_port: ['source.port'],
  dst_ip: ['destination.ip'],
  dst_port: ['destination.port'],
  username: ['user.name'],
  // webserver, proxy
  'c-ip': ['source.ip'],
  'c-uri': ['url.original', 'url.decoded'],
  'c-uri-stem': ['url.path'],
  'c-uri-query': ['url.query', 'url.original', 'url.decoded'],
  'c-uri-extension': ['url.extension'],
  'c-useragent': ['user_agent.original'],
  'cs-bytes': ['http.request.bytes'],
  'cs-cookie': ['http.request.header.cookie'],
  'cs-host': ['url.domain'],
  'cs-method': ['http.request.method'],
  'cs-referer': ['http.request.referrer'],
  'cs-referrer': ['http.request.referrer'],
  'cs-uri': ['url.original', 'url.decoded'],
  'cs-uri-query': ['url.query', 'url.original', 'url.decoded'],
  'cs-uri-stem': ['url.path'],
  'cs-user-agent': ['user_agent.original'],
  'cs-username': ['user.name'],
  'cs-version': ['http.version'],
  'r-dns': ['url.domain'],
  's-ip': ['destination.ip'],
  's-port': ['destination.port'],
  'sc-bytes': ['http.response.body.bytes'],
  'sc-status': ['http.response.status_code'],
  'time-taken': ['http.response.duration_ms'],
  // hosts
  ComputerName: ['host.name'],
  hostname: ['host.name'],
};
