import semver from 'semver';
import { fullVersion } from '../../advisories/version.js';
import type { EvidenceRef } from '../../core/evidence.js';
import type { Fact } from '../../core/fact.js';
import type { AppPackage, NodeApp } from '../../facts/app.js';
import type { NextSource } from '../../facts/next-source.js';

/** Whether an advisory's precondition holds for an app; only `absent`, with evidence, takes a hole away. */
export type Condition =
  | { readonly state: 'met' | 'unknown'; readonly because: string }
  | { readonly state: 'absent'; readonly because: string; readonly ref: EvidenceRef };

/** First sharp that is not affected by CVE-2026-96889 (advisories.md). */
const fixedSharp = '0.35.5';

/** Judges a named precondition of an advisory row. A name that is not known here counts as met: the version decides. */
export function conditionOf(name: string | null, app: NodeApp, source: NextSource | null): Condition {
  switch (name) {
    case 'app-router':
      return appRouter(app, source);
    case 'use-cache':
      return inSource(source, source?.useCache ?? null, 'no `use cache` in the source');
    case 'server-action':
      return inSource(source, source?.serverAction ?? null, 'no `use server` in the source');
    case 'auth-in-middleware':
      return middlewareAuth(source);
    case 'auth-in-middleware-with-pages-i18n':
      return setting(source, /^i18n\./) ?? middlewareAuth(source);
    case 'cache-components':
      return setting(source, /(?:^|\.)(?:cacheComponents|ppr|dynamicIO)$/) ?? met('Cache Components are on');
    case 'glibc':
      return app.libc === 'musl' ? musl(app) : met(app.libc === null ? 'the C library was not seen' : 'glibc');
    case 'image-optimizer-with-old-sharp-on-glibc':
      return oldSharpOnGlibc(app, source);
    case 'image-optimizer':
      return unoptimized(source) ?? met('images are optimised by default');
    case 'sql-adapter':
      return withPackage(
        app,
        /^@payloadcms\/(?:db-(?:postgres|sqlite|vercel-postgres|d1-sqlite)|drizzle)$/,
        'SQL adapter',
      );
    case 'form-builder-plugin':
      return withPackage(app, /^@payloadcms\/plugin-form-builder$/, 'form-builder plugin');
    case 'import-export-plugin':
      return withPackage(app, /^@payloadcms\/plugin-import-export$/, 'import-export plugin');
    case 'puck-plugin':
      return withPackage(app, /payload-puck$/, 'Puck plugin');
    default:
      return name === null
        ? met('no precondition')
        : { state: 'unknown', because: `whether ${words(name)} applies could not be seen` };
  }
}

function met(because: string): Condition {
  return { state: 'met', because };
}

function words(name: string): string {
  return `"${name.replaceAll('-', ' ')}"`;
}

/** The source of an app, when it was collected. */
export function sourceOf(app: NodeApp, sources: Fact<readonly NextSource[]>): NextSource | null {
  if (sources.status === 'unknown') return null;
  const places = [app.subject, `project:${app.project}`, `container:${app.container}`];
  return sources.value.find((each) => places.includes(each.subject)) ?? null;
}

function inSource(source: NextSource | null, found: EvidenceRef | null, absence: string): Condition {
  if (found !== null) return met(`${found.excerpt ?? found.artifact} uses it`);
  if (source?.whole) return { state: 'absent', because: absence, ref: source.ref };
  return { state: 'unknown', because: 'whether the source uses it could not be seen' };
}

/** Payload 3 lives in the App Router, so its presence is proof of it. */
function appRouter(app: NodeApp, source: NextSource | null): Condition {
  if (app.packages.some((row) => row.name === '@payloadcms/next')) return met('Payload runs in the App Router');
  return inSource(source, source?.appRouter ?? null, 'no page, layout or route under app/: the Pages Router alone');
}

function middlewareAuth(source: NextSource | null): Condition {
  if (source?.middleware?.decidesAccess) return met('the middleware reads sessions or tokens');
  if (source?.middleware)
    return { state: 'absent', because: 'the middleware decides no access', ref: source.middleware.ref };
  return inSource(source, null, 'no middleware or proxy file in the source');
}

/** Absent when the configuration was read and has no such setting that is on; null = go on. */
function setting(source: NextSource | null, path: RegExp): Condition | null {
  if (source?.settings === null || source?.settings === undefined) return null;
  const on = source.settings.some((each) => path.test(each.path) && each.value !== false);
  return on ? null : { state: 'absent', because: 'the setting is not in next.config', ref: source.ref };
}

function unoptimized(source: NextSource | null): Condition | null {
  const off = source?.settings?.find(
    (each) =>
      (/(?:^|\.)images\.unoptimized$/.test(each.path) && each.value === true) || isCustomLoader(each.path, each.value),
  );
  return off === undefined
    ? null
    : { state: 'absent', because: 'next.config switches the image optimizer off', ref: off.ref };
}

function isCustomLoader(path: string, value: unknown): boolean {
  return /(?:^|\.)images\.loader$/.test(path) && value === 'custom';
}

function oldSharpOnGlibc(app: NodeApp, source: NextSource | null): Condition {
  if (app.libc === 'musl') return musl(app);
  const off = unoptimized(source);
  if (off !== null) return off;
  const copies = app.packages.filter((row) => row.name === 'sharp');
  const first = copies[0];
  if (first === undefined && app.packagesComplete)
    return { state: 'absent', because: 'sharp is not installed', ref: app.ref };
  if (first !== undefined && copies.every((row) => isProven(row) && atLeast(row.version, fixedSharp))) {
    return { state: 'absent', because: `sharp ${first.version} is fixed`, ref: first.ref };
  }
  return met(
    `sharp ${copies.map((row) => row.version).join(', ') || 'of unknown version'} on ${app.libc ?? 'an unknown C library'}`,
  );
}

function musl(app: NodeApp): Condition {
  return {
    state: 'absent',
    because: 'the container uses musl, only glibc builds are affected',
    ref: app.nodeVersionRef ?? app.ref,
  };
}

function withPackage(app: NodeApp, pattern: RegExp, what: string): Condition {
  const row = app.packages.find((each) => pattern.test(each.name));
  if (row !== undefined) return met(`${row.name} is installed`);
  if (app.packagesComplete) return { state: 'absent', because: `no ${what} in the package list`, ref: app.ref };
  return { state: 'unknown', because: `whether a ${what} is installed could not be seen` };
}

/**
 * Grades from which a fixed version may pass. What a manifest merely declares proves nothing about what runs, and a
 * banner alone could be a line that a visitor got into the log.
 */
export function isProven(row: AppPackage): boolean {
  return row.grade !== 'declared' && row.grade !== 'banner';
}

/** The first row whose version no proven row confirms; null when all are. */
export function unprovenOf(rows: readonly AppPackage[]): AppPackage | null {
  const proven = new Set(rows.filter(isProven).map((row) => `${row.name}@${row.version}`));
  return rows.find((row) => !proven.has(`${row.name}@${row.version}`)) ?? null;
}

/** True when a version is `floor` or above; false for a text without a version. */
export function atLeast(version: string, floor: string): boolean {
  const full = fullVersion(version);
  return full !== null && semver.gte(full, floor);
}
