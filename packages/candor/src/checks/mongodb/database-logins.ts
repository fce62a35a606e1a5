import type { Container, EnvEntry } from '../../facts/containers.js';
import type { MongoServer } from '../../facts/mongo.js';

/** A part of a connection string in an environment: fingerprints that the collector puts beside it (`DATABASE_URI#user`). */
export interface DatabaseLogin {
  readonly container: Container;
  readonly entry: EnvEntry;
  readonly part: 'user' | 'password';
}

/** Logins that containers beside a server have in their connection strings; those of its own project, where it has one. */
export function databaseLogins(server: MongoServer, all: readonly Container[]): DatabaseLogin[] {
  const near = all.filter(
    (each) =>
      each.running && each.name !== server.container && (server.project === null || each.project === server.project),
  );
  return near.flatMap((container) =>
    container.env.flatMap((entry): DatabaseLogin[] => {
      const part = /(?:MONGO|DATABASE|DB)\w{0,40}#(user|password)$/i.exec(entry.name)?.[1];
      return part === 'user' || part === 'password' ? [{ container, entry, part }] : [];
    }),
  );
}
