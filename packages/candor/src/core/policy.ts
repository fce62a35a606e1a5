/** A destination that a container may talk to: a host name, an address or a CIDR, optionally with a port. */
export interface Destination {
  readonly to: string;
  readonly port?: number;
  /** Compose service or container name; absent = any. */
  readonly from?: string;
}

/** What the site declares (`candor.yaml`). Everything has a default; nothing is guessed from a report. */
export interface Policy {
  /** True when a file declared it; false = the built-in defaults. */
  readonly declared: boolean;
  /** Ports that may be reached from anywhere, with who answers when known. */
  readonly ports: readonly { readonly port: number; readonly proto: 'tcp' | 'udp'; readonly service?: string }[];
  /** Public names that this host serves. */
  readonly publicNames: readonly string[];
  /** The proxy in front: `cloudflare`, or address ranges; null = none declared. */
  readonly edge: { readonly name: string; readonly ranges: readonly string[]; readonly asOf: Date | null } | null;
  readonly destinations: readonly Destination[];
  /** Commands that the app may start, by executable name, beside what the images own. */
  readonly subprocesses: readonly string[];
  /** Compose project folders on the host. */
  readonly projects: readonly { readonly name: string; readonly path: string }[];
  /** Users whose keys may log in, as `SHA256:…` fingerprints; null = not declared. */
  readonly sshKeys: readonly string[] | null;
  /** Containers, cron entries and units that are known to the operator, by name or path. */
  readonly approved: {
    readonly containers: readonly string[];
    readonly cron: readonly string[];
    readonly units: readonly string[];
    readonly users: readonly string[];
  };
  readonly sensor: { readonly expected: boolean };
  /** What the site says of its MongoDB; null where it says nothing. */
  readonly database: {
    /** A file with the connection string of a user that may only look; its path alone is ever told. */
    readonly uriFile: string | null;
    /** Users of the database that are known to the operator, as `name@database`. */
    readonly users: readonly string[] | null;
    /** Folder where backups arrive. */
    readonly backups: string | null;
    /** When a backup was last restored, to see that it is one. */
    readonly restoredAt: Date | null;
  };
}

/** The defaults that hold without a `candor.yaml` (checks.md, EXP-01: 22, 80, 443). */
export const defaultPolicy: Policy = {
  declared: false,
  ports: [
    { port: 22, proto: 'tcp' },
    { port: 80, proto: 'tcp' },
    { port: 443, proto: 'tcp' },
    { port: 443, proto: 'udp' },
  ],
  publicNames: [],
  edge: null,
  destinations: [],
  subprocesses: [],
  projects: [],
  sshKeys: null,
  approved: { containers: [], cron: [], units: [], users: [] },
  sensor: { expected: false },
  database: { uriFile: null, users: null, backups: null, restoredAt: null },
};
