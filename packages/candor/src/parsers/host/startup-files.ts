import { type Artifact, hasContent, refTo } from '../../core/evidence.js';
import { type Fact, type Gap, known, partial, unknown } from '../../core/fact.js';
import { parsed } from '../../core/parsed.js';
import { type StartupArea, type StartupFile, startupFiles } from '../../facts/startup-files.js';
import { splitFileSections } from '../../formats/host/file-sections.js';
import { defineParser, type ParseContext } from '../parser.js';
import { readArtifacts } from '../readings.js';
import { packageOwners } from './package-owners.js';

/** Longest code of one file that is kept, in characters. */
const codeLimit = 65_536;

/** Login scripts and other files of persistence; whole when both artefacts were read or looked for. */
export const startupFilesParser = defineParser(startupFiles, (context): Fact<readonly StartupFile[]> => {
  const ownedBy = packageOwners(context);
  const login = sections(context, 'host.profile-scripts', ownedBy);
  const other = sections(context, 'host.persistence', ownedBy);
  const [first, ...rest] = [...login.artifacts, ...other.artifacts].map((artifact) => refTo(artifact));
  const gap = login.gap ?? other.gap;
  if (!first) return unknown(gap?.reason ?? 'not-collected', gap?.detail ?? 'startup files were not collected');
  const items = [...login.items, ...other.items];
  return gap ? partial(items, gap, [first, ...rest], context.now) : known(items, [first, ...rest], context.now);
});

function sections(
  context: ParseContext,
  id: 'host.profile-scripts' | 'host.persistence',
  ownedBy: (path: string | null) => boolean | null,
): { items: StartupFile[]; artifacts: readonly Artifact[]; gap: Gap | null } {
  const all = context.artifacts(id);
  const absent = all.length > 0 && all.every(({ status }) => status === 'absent');
  const { rows, gap } = readArtifacts(context, id, (text) => {
    const found = splitFileSections(text);
    const nameless = found.find(({ path, lines }) => path === null && lines.some((line) => line.text.trim() !== ''));
    const line = nameless?.lines[0]?.line ?? null;
    return parsed(found, nameless ? [{ line, message: 'text above the first name of a file' }] : []);
  });
  const items = rows.flatMap(({ artifact, value }) =>
    value.flatMap(({ path, lines }): StartupFile[] => {
      const code = lines.filter(({ text }) => text.trim() !== '' && !/^\s*(?:#|\/\/)/.test(text));
      const first = code[0];
      if (path === null || !first) return [];
      return [
        {
          area: areaOf(path),
          path,
          code: code
            .map(({ text }) => text)
            .join('\n')
            .slice(0, codeLimit),
          packageOwned: ownedBy(path),
          ref: refTo(artifact, first.line, first.text),
        },
      ];
    }),
  );
  return { items, artifacts: all.filter((artifact) => hasContent(artifact) || absent), gap: absent ? null : gap };
}

function areaOf(path: string): StartupArea {
  if (/^\/etc\/(?:pam\.d|ssh|nsswitch\.conf|security)/.test(path)) return 'authentication';
  if (/^\/etc\/(?:apt|dpkg|logrotate\.d)/.test(path)) return 'package-hook';
  if (/^\/etc\/(?:udev|modprobe\.d|modules-load\.d|initramfs-tools)/.test(path)) return 'kernel';
  return /^\/etc\/(?:rc\.local|init\.d|update-motd\.d)/.test(path) ? 'boot' : 'login';
}
