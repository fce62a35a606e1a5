import { refTo } from '../../core/evidence.js';
import { accounts } from '../../facts/host.js';
import { readAccounts } from '../../formats/host/accounts.js';
import { defineParser } from '../parser.js';
import { factOf, readArtifacts } from '../readings.js';

/** Accounts with their groups; the state of the password where shadow(5) was readable. */
export const accountsParser = defineParser(accounts, (context) => {
  const readings = readArtifacts(context, 'host.users', readAccounts);
  const entries = readings.rows.flatMap(({ artifact, value }) => value.map((entry) => ({ artifact, entry })));
  const passwords = new Map(
    entries.flatMap(({ entry }) => (entry.kind === 'password' ? [[entry.name, entry.state]] : [])),
  );
  const groups = entries.flatMap(({ entry }) => (entry.kind === 'group' ? [entry] : []));
  const items = entries.flatMap(({ artifact, entry }) => {
    if (entry.kind !== 'user') return [];
    const { name, uid, gid, home, shell, line } = entry;
    const own = groups.filter((group) => group.gid === gid || group.members.includes(name)).map((group) => group.name);
    const password = passwords.get(name) ?? null;
    return [
      { name, uid, gid, home, shell, password, groups: own, ref: refTo(artifact, line, `${name} uid ${uid} ${shell}`) },
    ];
  });
  return factOf(readings, items);
});
