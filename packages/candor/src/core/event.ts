/** A value of an event's field; a list matches a rule when one of its values does. */
export type FieldValue = string | number | boolean | null | readonly (string | number | boolean | null)[];

/**
 * Where an event comes from, in the words of Sigma (Taxonomy Appendix 2.1): rules are routed by it. A rule that names
 * less than the event does still fits. Ours:
 *
 * | event | product | category | service |
 * | --- | --- | --- | --- |
 * | nginx access line | `nginx` | `webserver` | `access` |
 * | nginx error line | `nginx` | `application` | `error` |
 * | line of the app's container | `nodejs` | `application` | name of the service |
 * | line of MongoDB | `mongodb` | `database` | `mongodb` |
 * | other container | name of the image | `application` | name of the service |
 * | sshd, sudo, cron line | `linux` | null | `sshd`, `sudo`, `cron` (a rule for `auth` or `syslog` fits too) |
 * | program start (auditd, Falco, Tetragon, sensor) | `linux` | `process_creation` | sensor's name |
 * | audit record as it is | `linux` | null | `auditd` |
 * | file written, changed, removed | `linux` | `file_event` | sensor's name |
 * | outbound or inbound connection | `linux` | `network_connection` | sensor's name |
 * | name looked up | `linux` | `dns_query` | sensor's name |
 * | state of processes, containers, sensors | `candor` | `health` | `process`, `container`, `sensor` |
 * | Docker event | `docker` | `application` | `events` |
 */
export interface EventLogSource {
  readonly product: string | null;
  readonly category: string | null;
  readonly service: string | null;
}

/** The place of the raw line: what a cursor needs to find it again. */
export interface EventSource {
  /** Collector that read it, such as `docker-log`, `nginx-access`, `journal`, `audit`, `sensor`. */
  readonly sensor: string;
  /** Path of the file, unit or container that it was read from. */
  readonly name: string;
  /** Position as the collector counts (offset, journal cursor, sequence); opaque here. */
  readonly cursor: string;
}

/**
 * One thing that happened, as rules see it.
 *
 * `time` is when it happened, and never later than the moment it was read: a collector clamps it, as an attacker may
 * write times into a log. `fields` have names of ECS 8 and OpenTelemetry (`url.path`, `source.ip`,
 * `http.response.status_code`, `process.command_line`), flat and dotted; a record without prototype is best, so that
 * `__proto__` is a word like any other. `sigma/field-aliases.ts` maps Sigma's names to them. `raw` is the line as it
 * stood; keyword rules search in it.
 *
 * Fields of our own, where ECS and OpenTelemetry have no word (the rules in `rules/` ask for them):
 *
 * | field | of | says |
 * | --- | --- | --- |
 * | `url.decoded` | requests | the target with `%xx` decoded, where that differs |
 * | `candor.provenance`, `candor.known`, `candor.severity` | sensor | as the sensor's line has them |
 * | `network.initiated` | connections | true: this host began it |
 * | `candor.first_seen` | connections | true: this container never talked to this address, after the learning time |
 * | `event.action` | files | `created`, `modified`, `deleted`, `attributes` |
 * | `candor.executable` | files | true: the file can be run (mode, or its first bytes) |
 * | `candor.layer` | files | `writable` in a container's writable layer, `bind` below a bind mount |
 * | `candor.cause` | files | `package`, `image`, `npm`: a known change; absent when nothing explains it |
 * | `process.cpu.share`, `process.memory.rss_bytes` | processes | share of all cores (0–1); resident memory |
 * | `event.action` | sensors | `silent` when a heartbeat is overdue, `tampered`, `degraded`, `lost` |
 * | `candor.template.new` | lines | true: a line of a form never seen before, after the learning time |
 */
export interface WatchEvent {
  readonly time: Date;
  readonly logsource: EventLogSource;
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly raw: string;
  readonly source: EventSource;
}
