import { existsSync } from 'node:fs';
import { type Blocker, createBlocker } from '../actuator/blocker.js';
import { createFirewall, type Firewall } from '../actuator/firewall.js';
import { journalFile } from '../actuator/journal-file.js';
import { readHost } from '../actuator/read-host.js';
import { createProgramRunner, type RunProgram } from '../actuator/run-program.js';
import { appendRecord } from '../case/append-record.js';
import { caseFiles } from '../case/case-files.js';
import { findCaseFolder } from '../case/open-case.js';
import { stateFolder } from './folders.js';
import { loadPolicy } from './load-policy.js';
import type { Terminal } from './terminal.js';

/** What the commands about blocks work with. */
export interface OpenBlocker {
  readonly blocker: Blocker;
  readonly firewall: Firewall;
  readonly run: RunProgram;
  /** True when the site declares a proxy in front. */
  readonly behindEdge: boolean;
}

/** The blocker of this host, with the site's policy; `config: null` = without one. */
export function openBlocker(options: { readonly config?: string | null }, terminal: Terminal): OpenBlocker {
  const policy = options.config === null ? null : loadPolicy(options.config);
  const run = createProgramRunner();
  const firewall = createFirewall(run);
  const folder = stateFolder(terminal, process.geteuid?.() ?? 0);
  const blocker = createBlocker({
    firewall,
    journal: journalFile(folder),
    host: () => readHost({ root: '', env: terminal.env }),
    site: { edge: policy?.edge ?? null, publicNames: policy?.publicNames ?? [] },
    now: terminal.now,
  });
  return { blocker, firewall, run, behindEdge: (policy?.edge ?? null) !== null };
}

/** Writes what was done into the ledger of the case, where there is a case; returns its record's name. */
export function noteInLedger(what: string, by: string, named: string | undefined, terminal: Terminal): string | null {
  const folder = findCaseFolder(named);
  if (folder === null || (named === undefined && !existsSync(folder))) return null;
  const at = terminal.now().toISOString();
  const body = { at, what: what.slice(0, 2000) };
  return appendRecord(caseFiles(folder), () => ({ kind: 'ledger', at, by, body }))?.name ?? null;
}
