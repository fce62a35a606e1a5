import { defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { type MongoServer, mongoServers } from '../../facts/mongo.js';
import { exampleInside, exampleMongo, forEachMongo, needsLogin, optionOf } from './judge-mongo.js';

function judge(server: MongoServer): Outcome {
  const { subject, ref, inside } = server;
  const stored = inside?.storedScripts ?? null;
  if (inside !== null && stored !== null && stored.length > 0)
    return fail([inside.ref], {
      subject,
      what: `the database keeps ${stored.length} function(s) of its own: ${stored.slice(0, 8).join(', ')}`,
      location: stored[0] ?? subject,
    });
  if (optionOf(server, 'noscripting') !== null)
    return pass([ref], { subject, what: 'mongod runs no script, so stored functions cannot run' });
  if (inside !== null && stored !== null) return pass([inside.ref], { subject, what: 'no database keeps a function' });
  return needsLogin(server, 'whether functions are stored (system.js)');
}

/** MDB-16: no function is stored, or none can run. */
export const databaseKeepsFunctions = defineCheck({
  id: 'MDB-16',
  title: 'The database keeps functions of its own',
  questions: ['Q4'],
  severity: 'high',
  required: false,

  needs: { mongoServers },
  decide: ({ mongoServers: servers }) => forEachMongo(servers, judge),
  whyItMatters: 'A stored function is a place for code that no deployment replaces.',
  verifyByHand: "docker exec CONTAINER mongosh payload -u root -p --quiet --eval 'db.system.js.find()'",
  remediation: { text: 'Remove stored functions and start mongod with --noscripting.' },
  references: ['MongoDB documentation: server-side JavaScript'],
  examples: {
    pass: [
      {
        title: 'scripts are off',
        facts: { mongoServers: seen([exampleMongo({ commandLine: ['mongod', '--noscripting'] })]) },
      },
      { title: 'a login saw none', facts: { mongoServers: seen([exampleMongo(exampleInside())]) } },
      { title: 'no database', facts: { mongoServers: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'one is stored',
        facts: { mongoServers: seen([exampleMongo(exampleInside({ storedScripts: ['site.system.js: update'] }))]) },
      },
      {
        title: 'one is stored, though scripts are off now',
        facts: {
          mongoServers: seen([
            exampleMongo({
              ...exampleInside({ storedScripts: ['site.system.js: update'] }),
              commandLine: ['mongod', '--noscripting'],
            }),
          ]),
        },
      },
    ],
    blind: [
      { title: 'nothing could be read', facts: { mongoServers: unseen() } },
      {
        title: 'the user may not ask',
        facts: { mongoServers: seen([exampleMongo(exampleInside({ storedScripts: null }))]) },
      },
      { title: 'not listed', facts: { mongoServers: seen([exampleMongo()]) } },
      { title: 'a part of the list', facts: { mongoServers: partlySeen([exampleMongo()]) } },
    ],
  },
});
