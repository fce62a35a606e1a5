import { type Parsed, parsed, unparseable } from '../../core/parsed.js';
import { type NginxModel, nginxModel, readNginx } from '../../formats/nginx/index.js';
import { type FileChange, type FixContext, type Proposal, refused } from '../model.js';
import { editNginx, type NginxOp } from './edit-nginx.js';

/** An operation and the file that it is about. */
export interface FileOp {
  readonly file: string;
  readonly op: NginxOp;
}

/** The configuration as the files are now, after the remedies before. */
export function currentNginx({ files }: FixContext): Parsed<NginxModel> {
  const own = files.list('nginx');
  if (own.length === 0) return unparseable('no configuration of nginx was read');
  const dump = own.map(({ path, text }) => `# configuration file ${path}:\n${text}\n`).join('');
  const config = readNginx(dump);
  if (!config.ok) return config;
  return config.value.complete
    ? parsed(nginxModel(config.value))
    : unparseable('a part of the configuration was not understood');
}

/** A proposal from operations on several files; nothing to do means that the file says it already. */
export function nginxProposal(ops: readonly FileOp[], context: FixContext, notes: readonly string[] = []): Proposal {
  const effects = [{ kind: 'nginx-reload' as const }];
  if (ops.length === 0)
    return {
      kind: 'in-file-already',
      effects,
      because: 'the files say so already; nginx runs with what it read before',
    };
  const changes: FileChange[] = [];
  for (const path of new Set(ops.map(({ file }) => file))) {
    const file = context.files.find(path);
    if (file === null) return refused(`${path} was not read`, changes);
    const edited = editNginx(
      file.text,
      ops.filter((one) => one.file === path).map(({ op }) => op),
    );
    if (!edited.ok) return refused(`${path}: ${edited.reason}`, changes);
    changes.push({ path, kind: 'nginx', subject: 'host', text: edited.value });
  }
  return { kind: 'change', changes, effects, notes };
}
