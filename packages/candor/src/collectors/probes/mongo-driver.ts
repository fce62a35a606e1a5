import { at } from '../docker/json.js';

/** One command to one database, with the answer as plain values. */
export type MongoAsk = (database: string, command: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** Who logs in, and where its account is. */
export interface MongoCredentials {
  readonly user: string;
  readonly password: string;
  readonly authSource: string;
  readonly tls: boolean;
}

/** Opens a connection with a login and hands out `ask`; null = the driver is not installed. */
export type OpenMongo = (
  host: string,
  port: number,
  credentials: MongoCredentials,
) => Promise<{ readonly ask: MongoAsk; close(): Promise<void> } | null>;

/** Longest wait for the server to be found, and for each answer, in milliseconds. */
const WAIT_MS = 2000;
/** A name in a variable: the driver is optional, so neither the compiler nor npm may ask for it. */
const DRIVER: string = 'mongodb';

interface Client {
  connect(): Promise<unknown>;
  db(name: string): { command(command: Readonly<Record<string, unknown>>): Promise<unknown> };
  close(): Promise<void>;
}
type ClientClass = new (uri: string, options: object) => Client;

/**
 * The official driver (npm `mongodb`, 7.x), where it is installed beside Candor: it logs in with SCRAM-SHA-256 and reads
 * BSON. Only Candor's own folders are searched, never the folder of a project, which a container might write.
 */
export const openWithDriver: OpenMongo = async (host, port, { user, password, authSource, tls }) => {
  const MongoClient = await clientClass();
  if (MongoClient === null) return null;
  const client = new MongoClient(`mongodb://${host}:${port}/`, {
    auth: { username: user, password },
    authMechanism: 'SCRAM-SHA-256',
    authSource,
    tls,
    directConnection: true,
    maxPoolSize: 1,
    serverSelectionTimeoutMS: WAIT_MS,
    connectTimeoutMS: WAIT_MS,
    socketTimeoutMS: WAIT_MS,
    appName: 'candor',
  });
  try {
    await client.connect();
  } catch (error) {
    await client.close();
    throw error;
  }
  return { ask: (database, command) => client.db(database).command(command), close: () => client.close() };
};

async function clientClass(): Promise<ClientClass | null> {
  try {
    const module: unknown = await import(DRIVER);
    const found = at(module, 'MongoClient');
    return typeof found === 'function' ? (found as ClientClass) : null; // the driver's documented export
  } catch (error) {
    if (at(error, 'code') === 'ERR_MODULE_NOT_FOUND') return null;
    throw error;
  }
}
