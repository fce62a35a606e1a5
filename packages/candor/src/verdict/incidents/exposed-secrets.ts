import type { Container } from '../../facts/containers.js';

/** Names that carry secrets by their ending or word; configuration such as NODE_ENV is not one. */
const secretName =
  /(?:SECRET|TOKEN|PASS(?:WORD|WD|PHRASE)?|_?KEY|CREDENTIALS?|DSN|_URI|DATABASE_URL|MONGO\w*_URL|AUTH|PRIVATE|SALT|COOKIE|WEBHOOK)(?:_|$)/i;

/** Environment names of the incident's containers that hold secrets (SECRETS_EXPOSED): every one was readable to the code that ran. */
export function exposedSecrets(containers: readonly Container[], subjects: readonly string[]): string[] {
  const mine = containers.filter((container) => subjects.includes(`container:${container.name}`));
  const names = mine.flatMap((container) =>
    container.env
      .filter((entry) => entry.length !== null || secretName.test(entry.name))
      .map((entry) => entry.name.replace(/#.*/, '')),
  );
  return [...new Set(names)].sort();
}
