import { type EvidenceRef, refTo } from '../../core/evidence.js';
import { parsed } from '../../core/parsed.js';
import { preloadedLibraries } from '../../facts/host.js';
import { readLdPreload } from '../../formats/host/resolver.js';
import { defineParser } from '../parser.js';
import { factOf, readArtifacts } from '../readings.js';
import { absentList } from './absent-list.js';

/** Entries of `/etc/ld.so.preload`; a file that is not there preloads nothing. */
export const preloadedLibrariesParser = defineParser(preloadedLibraries, (context) => {
  const absent = absentList<{ readonly path: string; readonly ref: EvidenceRef }>(context, 'host.ld-preload');
  if (absent) return absent;
  const readings = readArtifacts(context, 'host.ld-preload', (text) => {
    const read = readLdPreload(text);
    const odd = read.ok ? read.value.find(({ path }) => !/^[\w./+:$@{}~-]{1,4096}$/.test(path)) : undefined;
    return read.ok && odd ? parsed(read.value, [{ line: odd.line, message: 'an entry that is no path' }]) : read;
  });
  const items = readings.rows.flatMap(({ artifact, value }) =>
    value.map(({ path, line }) => ({ path, ref: refTo(artifact, line, path) })),
  );
  return factOf(readings, items);
});
