import { readFileSync } from 'node:fs';
import { version } from '../../core/version.js';

/** Parts of the script in the order in which they are joined. */
const parts = [
  '00-head',
  '10-redact-hmac',
  '11-redact-text',
  '12-redact-forms',
  '20-host',
  '30-processes',
  '40-docker',
  '50-apps',
  '55-watched',
  '60-web',
  '90-main',
] as const;

/** What a run of the script is told in its first lines. */
export interface ScriptSettings {
  /** How far back logs and events are asked for. */
  readonly sinceSeconds: number;
  /** Declared names of the sites, asked on loopback. */
  readonly publicNames?: readonly string[];
  /** Declared compose projects and their folders. */
  readonly projects?: readonly { readonly name: string; readonly path: string }[];
}

/**
 * The POSIX sh script that collects a bundle on a host without Node and prints it as tar (evidence.md). Works in dash,
 * busybox sh and bash; nothing of the settings is ever evaluated there.
 */
export function collectScript(settings: ScriptSettings): string {
  const names = (settings.publicNames ?? []).filter((name) => /^[\w.-]{1,253}$/.test(name));
  const projects = (settings.projects ?? []).map(({ name, path }) => `${clean(name)}\t${clean(path)}`);
  const head = [
    '#!/bin/sh',
    `CANDOR_VERSION=${shellWord(version)}`,
    `CANDOR_SINCE=${wholeSeconds(settings.sinceSeconds)}`,
    ...(names.length === 0 ? [] : [`CANDOR_NAMES=${shellWord(names.join('\n'))}`]),
    ...(projects.length === 0 ? [] : [`CANDOR_PROJECTS=${shellWord(projects.join('\n'))}`]),
  ];
  return `${head.join('\n')}\n${parts.map(readPart).join('')}`;
}

/** A text as one word of sh: in single quotes, where nothing is expanded. */
export function shellWord(text: string): string {
  return `'${text.replaceAll('\0', '').replaceAll("'", "'\\''")}'`;
}

function wholeSeconds(seconds: number): number {
  return Number.isFinite(seconds) && seconds >= 1 ? Math.min(Math.floor(seconds), 10 * 365 * 86_400) : 86_400;
}

function clean(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]/g, '?');
}

function readPart(name: string): string {
  return readFileSync(new URL(`./parts/${name}.sh`, import.meta.url), 'utf8');
}
