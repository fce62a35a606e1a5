import { loadRedactionKey } from '../../collectors/redact/load-key.js';
import { redactCompose } from '../../collectors/redact/redact-compose.js';
import { redactEnvFile } from '../../collectors/redact/redact-env-file.js';
import { redactRecipe } from '../../collectors/redact/redact-recipe.js';
import { createRedactor } from '../../collectors/redact/redactor.js';
import type { FileKind } from '../../fix/model.js';

/** A file's text as it may be printed: without the values of secrets. */
export type Shown = (kind: FileKind, path: string, text: string) => string;

/** The redaction of this host's collector, so that a diff shows what the evidence shows. */
export async function shownOnThisHost(stateFolder: string): Promise<Shown> {
  const redact = createRedactor((await loadRedactionKey(stateFolder)).key);
  const env = (name: string, value: string) => redact.env(name, value);
  const other = (text: string) => redact.text(text);
  return (kind, path, text) => {
    if (kind === 'compose') return redactCompose(text, env, other);
    if (kind === 'compose-env') return redactEnvFile(text, env, other);
    if (kind === 'dockerfile') return redactRecipe(path, text, redact);
    return kind === 'package-json' ? redact.shapes(text) : redact.text(text);
  };
}

/** The texts of a bundle are redacted already. */
export const shownAsJudged: Shown = (_kind, _path, text) => text;
