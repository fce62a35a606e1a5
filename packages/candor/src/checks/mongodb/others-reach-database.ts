import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { addressScope } from '../../facts/address-scope.js';
import { type Container, containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { type MongoServer, mongoServers } from '../../facts/mongo.js';
import { exampleMongo, forEachMongo } from './judge-mongo.js';

/** Containers that have business with a database: apps, other databases of the set, and tools of the same project. */
function belongs(container: Container): boolean {
  return container.kinds.some((kind) => kind === 'node' || kind === 'next' || kind === 'payload' || kind === 'mongodb');
}

function judge(server: MongoServer, all: readonly Container[]): Outcome {
  const { subject, ref } = server;
  const own = all.find((each) => each.name === server.container);
  if (own === undefined) return judgeHost(server);
  if (own.networkMode === 'host')
    return fail([ref], { subject, what: 'the database uses the network of the host', location: own.name });
  const networks = new Set(own.networks.map((each) => each.name));
  const others = all.filter(
    (each) =>
      each.running && each.name !== own.name && !belongs(each) && each.networks.some(({ name }) => networks.has(name)),
  );
  const names = others
    .map((each) => each.name)
    .slice(0, 8)
    .join(', ');
  if (others.length > 0)
    return fail([ref], {
      subject,
      what: `${names} can reach the database: they share its network`,
      location: own.name,
    });
  return pass([ref], { subject, what: 'only apps and databases share its network' });
}

function judgeHost(server: MongoServer): Outcome {
  const { subject, ref, bindIp } = server;
  if (bindIp === null && (server.configFile || server.container !== null))
    return cannotTell('not-collected', 'the address that mongod listens on was not seen', {
      subject,
      settle: 'ss -tlnp | grep 27017',
    });
  const open = (bindIp ?? ['127.0.0.1']).find((address) => addressScope(address) !== 'loopback');
  return open === undefined
    ? pass([ref], { subject, what: 'mongod listens on loopback alone' })
    : fail([ref], { subject, what: `mongod listens on ${open}`, location: 'mongod --bind_ip' });
}

/** MDB-04: only the app is on the network of the database. */
export const othersReachDatabase = defineCheck({
  id: 'MDB-04',
  title: 'Others than the app reach the database',
  questions: ['Q1', 'Q7'],
  severity: 'medium',
  required: false,

  needs: { mongoServers, containers },
  decide: ({ mongoServers: servers, containers: all }) => forEachMongo(servers, (server) => judge(server, all.value)),
  whyItMatters: 'Each container on that network is one hole away from the data.',
  verifyByHand: 'docker network inspect NETWORK',
  remediation: { text: 'Give the database a network of its own (internal: true) with the app alone.' },
  references: ['MongoDB security checklist'],
  examples: {
    pass: [
      {
        title: 'the app alone',
        facts: { mongoServers: seen([exampleMongo()]), containers: seen([database(), exampleContainer()]) },
      },
      {
        title: 'on the host, loopback',
        facts: { mongoServers: seen([exampleMongo({ container: null, bindIp: ['127.0.0.1'] })]), containers: seen([]) },
      },
      { title: 'no database', facts: { mongoServers: seen([]), containers: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'a proxy beside it',
        facts: {
          mongoServers: seen([exampleMongo()]),
          containers: seen([database(), exampleContainer({ name: 'proxy', kinds: ['proxy'] })]),
        },
      },
      {
        title: 'on the host, everywhere',
        facts: { mongoServers: seen([exampleMongo({ container: null })]), containers: seen([]) },
      },
      {
        title: 'host network',
        facts: { mongoServers: seen([exampleMongo()]), containers: seen([{ ...database(), networkMode: 'host' }]) },
      },
    ],
    blind: [
      { title: 'nothing could be read', facts: { mongoServers: unseen(), containers: unseen() } },
      {
        title: 'a part of the containers',
        facts: { mongoServers: seen([exampleMongo()]), containers: partlySeen([database()]) },
      },
      {
        title: 'a configuration file decides',
        facts: {
          mongoServers: seen([exampleMongo({ container: null, bindIp: null, configFile: true })]),
          containers: seen([]),
        },
      },
    ],
  },
});

function database(): Container {
  return exampleContainer({ name: 'site-mongo-1', kinds: ['mongodb'] });
}
