import { notApplicable, type Outcome } from '../../core/check.js';
import type { Known } from '../../core/fact.js';
import { shellWord } from '../../core/shell-word.js';
import type { DatabaseVersion } from '../../facts/database-versions.js';

/** One outcome for each MongoDB server; none at all, proven, is not applicable. */
export function forEachDatabase(
  databases: Known<readonly DatabaseVersion[]>,
  judge: (database: DatabaseVersion) => Outcome,
): readonly Outcome[] {
  if (databases.value.length === 0) return [notApplicable(databases.evidence, 'no MongoDB server runs here')];
  return databases.value.map(judge);
}

/** The command that shows the version of a server. */
export function settleVersion(database: DatabaseVersion): string {
  const name = database.subject.replace(/^container:/, '');
  return database.subject === 'host' ? 'mongod --version' : `docker exec ${shellWord(name)} mongod --version`;
}
