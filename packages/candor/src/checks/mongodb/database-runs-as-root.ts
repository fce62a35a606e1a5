import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { exampleProcess, exampleView } from '../../facts/examples.js';
import { type MongoServer, mongoServers } from '../../facts/mongo.js';
import { type ProcessView, processes } from '../../facts/processes.js';
import { exampleMongo, forEachMongo } from './judge-mongo.js';

function judge(server: MongoServer, view: ProcessView): Outcome {
  const { subject } = server;
  const own = view.items.filter(
    (each) => each.container === server.container && /(?:^|\/)mongod$/.test(each.exe ?? each.argv[0] ?? ''),
  );
  const root = own.find((each) => each.uid === 0 && each.userNamespaced !== true);
  if (root !== undefined)
    return fail([root.ref], {
      subject,
      what: `mongod (pid ${root.pid}) runs as root`,
      location: server.container ?? 'mongod',
    });
  const [first] = own;
  if (first === undefined || own.some((each) => each.uid === null))
    return cannotTell('not-collected', 'the process of mongod, or whose it is, was not seen', {
      subject,
      settle: 'ps -o uid,args -C mongod',
    });
  return pass([first.ref], { subject, what: `mongod runs as user ${first.user ?? first.uid}` });
}

/** MDB-10: mongod runs as a user of its own. */
export const databaseRunsAsRoot = defineCheck({
  id: 'MDB-10',
  title: 'The database runs as root',
  questions: ['Q2'],
  severity: 'medium',
  required: false,

  needs: { mongoServers, processes },
  decide: ({ mongoServers: servers, processes: view }) => forEachMongo(servers, (server) => judge(server, view.value)),
  whyItMatters: 'A hole of the database is then root in its container.',
  verifyByHand: 'ps -o uid,args -C mongod',
  remediation: { text: "Keep the entry point of the image, or set user: '999:999'." },
  references: ['CIS MongoDB'],
  examples: {
    pass: [
      {
        title: 'a user of its own',
        facts: { mongoServers: seen([exampleMongo()]), processes: seen(exampleView([mongod(999)])) },
      },
      {
        title: 'no database',
        facts: { mongoServers: seen([]), processes: seen(exampleView([])) },
        expect: 'not-applicable',
      },
    ],
    fail: [
      { title: 'root', facts: { mongoServers: seen([exampleMongo()]), processes: seen(exampleView([mongod(0)])) } },
    ],
    blind: [
      { title: 'nothing could be read', facts: { mongoServers: unseen(), processes: unseen() } },
      {
        title: 'the process was not seen',
        facts: { mongoServers: seen([exampleMongo()]), processes: seen(exampleView([])) },
      },
      {
        title: 'a part of the list',
        facts: { mongoServers: seen([exampleMongo()]), processes: partlySeen(exampleView([mongod(999)])) },
      },
    ],
  },
});

function mongod(uid: number) {
  const user = uid === 0 ? 'root' : 'mongodb';
  return exampleProcess({ args: 'mongod --auth', exe: '/usr/bin/mongod', uid, user, container: 'site-mongo-1' });
}
