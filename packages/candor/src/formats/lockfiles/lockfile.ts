/** One package that a lockfile pins. */
export interface LockedPackage {
  /** Name in the registry; an alias is resolved to the package that is really installed. */
  readonly name: string;
  readonly version: string;
  /** Folder below the project (`node_modules/next`); null where the format does not tell. */
  readonly path: string | null;
  readonly integrity: string | null;
  /** Where it came from, without credentials that a URL may carry; null when unknown. */
  readonly resolved: string | null;
  /** True: only for development; null: the format does not tell. */
  readonly dev: boolean | null;
  readonly optional: boolean | null;
  readonly hasInstallScript: boolean | null;
  readonly peerDependencies: ReadonlyMap<string, string>;
  readonly line: number | null;
}

/** A lockfile of npm (v1 to v3 and the hidden one), pnpm (v5 to v9) or yarn (1 and later). */
export interface Lockfile {
  readonly manager: 'npm' | 'pnpm' | 'yarn';
  readonly lockfileVersion: string | null;
  /** True for `node_modules/.package-lock.json`: what npm wrote after it installed. */
  readonly installed: boolean;
  readonly packages: readonly LockedPackage[];
}

/** A package of which only name, version and line are known. */
export function lockedPackage(name: string, version: string, line: number | null): LockedPackage {
  return {
    name,
    version,
    path: null,
    integrity: null,
    resolved: null,
    dev: null,
    optional: null,
    hasInstallScript: null,
    peerDependencies: new Map(),
    line,
  };
}

/** A URL without the user and password that a private registry may put there. */
export function withoutCredentials(url: string | null): string | null {
  return url === null ? null : url.replace(/^([a-z+]{1,20}:\/\/)[^/@]{1,1000}@/i, '$1');
}

/** Splits `@scope/name@range` at the `@` that ends the name; null when there is none. */
export function splitAtRange(text: string): { name: string; range: string } | null {
  const at = text.indexOf('@', 1);
  return at < 0 ? null : { name: text.slice(0, at), range: text.slice(at + 1) };
}
