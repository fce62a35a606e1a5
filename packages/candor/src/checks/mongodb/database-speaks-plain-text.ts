import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { addressScope } from '../../facts/address-scope.js';
import { type Container, containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { type MongoServer, mongoServers } from '../../facts/mongo.js';
import { exampleMongo, forEachMongo, optionOf } from './judge-mongo.js';

function judge(server: MongoServer, all: readonly Container[]): Outcome {
  const { subject, ref } = server;
  const mode = optionOf(server, 'tlsMode') ?? optionOf(server, 'sslMode');
  if (mode === 'requireTLS' || mode === 'requireSSL')
    return pass([ref], { subject, what: `mongod was started with ${mode}` });
  const own = all.find((each) => each.name === server.container);
  const addresses = own === undefined ? (server.bindIp ?? []) : own.ports.map((port) => port.hostIp);
  const outside = addresses.find((address) => addressScope(address) !== 'loopback');
  if (own !== undefined && own.networkMode !== 'host' && outside === undefined)
    return pass([ref], { subject, what: 'connections stay on the networks of this host' });
  if (server.configFile || (own === undefined && server.bindIp === null))
    return cannotTell('not-collected', 'how connections are encrypted was not seen', {
      subject,
      settle: 'grep -A6 "tls:" /etc/mongod.conf',
    });
  if (outside === undefined && own === undefined)
    return pass([ref], { subject, what: 'mongod listens on loopback alone' });
  const what = `mongod takes connections without TLS on ${outside || 'every address'}`;
  return fail([ref], { subject, what, location: server.container ?? 'mongod' });
}

/** MDB-05: connections are encrypted, or stay on this host. */
export const databaseSpeaksPlainText = defineCheck({
  id: 'MDB-05',
  title: 'The database speaks in plain text over a network',
  questions: ['Q2'],
  severity: 'medium',
  required: false,

  needs: { mongoServers, containers },
  decide: ({ mongoServers: servers, containers: all }) => forEachMongo(servers, (server) => judge(server, all.value)),
  whyItMatters: 'Whoever is on the way reads passwords and documents.',
  verifyByHand: 'docker inspect -f "{{.NetworkSettings.Ports}}" CONTAINER',
  remediation: { text: 'Publish no port, or start mongod with --tlsMode requireTLS and a certificate.' },
  references: ['MongoDB security checklist'],
  examples: {
    pass: [
      { title: 'an inner network', facts: { mongoServers: seen([exampleMongo()]), containers: seen([database([])]) } },
      {
        title: 'published on loopback',
        facts: { mongoServers: seen([exampleMongo()]), containers: seen([database([port('127.0.0.1')])]) },
      },
      {
        title: 'encrypted',
        facts: {
          mongoServers: seen([exampleMongo({ commandLine: ['mongod', '--tlsMode', 'requireTLS'] })]),
          containers: seen([database([port('0.0.0.0')])]),
        },
      },
      { title: 'no database', facts: { mongoServers: seen([]), containers: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'published everywhere',
        facts: { mongoServers: seen([exampleMongo()]), containers: seen([database([port('0.0.0.0')])]) },
      },
    ],
    blind: [
      { title: 'nothing could be read', facts: { mongoServers: unseen(), containers: unseen() } },
      {
        title: 'a part of the containers',
        facts: { mongoServers: seen([exampleMongo()]), containers: partlySeen([database([])]) },
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

function port(hostIp: string): Container['ports'][number] {
  return { hostIp, hostPort: 27017, containerPort: 27017, proto: 'tcp' };
}

function database(ports: Container['ports']): Container {
  return exampleContainer({ name: 'site-mongo-1', kinds: ['mongodb'], ports });
}
