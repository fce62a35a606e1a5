// The moves that ways of blinding are made of.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { until } from './process.mjs';

/** @typedef {import('./lab.mjs').Lab} Lab */
/** @typedef {Parameters<typeof import('./candor.mjs').check>[2]} How */
/**
 * One way to blind a live check. `how` changes the way in which it is run.
 * @typedef {{ id: string, apply?: (lab: Lab) => Promise<import('./seed.mjs').Undo>, how?: How, args?: readonly string[] }} Blinding
 */

/** Takes a file or folder of the server away for a while. @param {Lab} lab @param {string} path */
export async function hide(lab, path) {
  const away = `${path}.away`;
  await lab.server.must(['mv', path, away]);
  return async () => {
    await lab.server.must(['sh', '-c', 'rm -rf "$1" && mv "$2" "$1"', 'sh', path, away]);
  };
}

/** Replaces a program by one that fails. @param {Lab} lab @param {string} path @param {string} script */
export async function replaceProgram(lab, path, script) {
  const undo = await hide(lab, path);
  await writeFile(`${lab.server.root}${path}`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return undo;
}

/** Puts an engine that misbehaves on the socket. @param {Lab} lab @param {string} mode */
export async function fakeEngine(lab, mode) {
  const undo = await hide(lab, '/run/docker.sock');
  const script = fileURLToPath(new URL('fake-engine.mjs', import.meta.url));
  const pid = (
    await lab.server.must([
      'sh',
      '-c',
      'setsid node "$0" /run/docker.sock "$1" >/dev/null 2>&1 </dev/null & echo $!',
      script,
      mode,
    ])
  ).trim();
  await until('the fake engine', async () =>
    (await readFile(`${lab.server.root}/proc/${pid}/cmdline`, 'utf8')).startsWith('fake-engine ready'),
  );
  return async () => {
    await lab.server.run(['kill', '-9', pid]);
    await undo();
  };
}

/** Stops a process without ending it. @param {Lab} lab @param {string} name exact, for pgrep */
export async function freeze(lab, name) {
  await lab.server.must(['pkill', '-STOP', '-x', name]);
  return async () => {
    await lab.server.must(['pkill', '-CONT', '-x', name]);
  };
}
