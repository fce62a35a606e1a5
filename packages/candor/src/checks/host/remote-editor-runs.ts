import { cannotTell, defineCheck, fail, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { exampleProcess, exampleView } from '../../facts/examples.js';
import { processes } from '../../facts/processes.js';
import { hostRef } from './example-host.js';

const editor = /\/\.(?:vscode-server|cursor-server|windsurf-server|vscode-server-insiders)\/|\bcode-server\b/;

/** HST-17: no server of VS Code, Cursor or the like runs as root. */
export const remoteEditorRuns = defineCheck({
  id: 'HST-17',
  title: 'An editor server runs on the host as root',
  questions: ['Q7'],
  severity: 'medium',
  required: false,
  needs: { view: processes },

  decide({ view }) {
    const editors = view.value.items.filter(({ args, container }) => container === null && editor.test(args));
    const first = editors.find(({ uid }) => uid === 0);
    if (first)
      return fail([first.ref], {
        what: `pid ${first.pid} runs as root: ${first.args.slice(0, 100)}`,
        location: 'host processes',
      });
    if (!view.value.hostComplete)
      return cannotTell('denied', 'not every process of the host was seen', {
        settle: 'ps -eo user,args | grep -E "vscode-server|cursor-server"',
      });
    return pass(view.evidence, {
      what: editors.length === 0 ? 'no editor server runs' : 'editor servers run, none as root',
    });
  },
  whyItMatters: 'Its extensions run as root, and whoever holds the laptop holds the server.',
  verifyByHand: 'ps -eo user,args | grep -E "vscode-server|cursor-server"',
  remediation: {
    text: 'Edit in the repository and deploy; or connect as an ordinary user.',
    commands: ['sudo kill PID'],
  },
  references: ['code.visualstudio.com/docs/remote/ssh'],
  examples: {
    pass: [
      { title: 'none', facts: { view: seen(exampleView([]), hostRef('host.processes')) } },
      { title: 'as a user', facts: { view: seen(exampleView([editorAs(1000)]), hostRef('host.processes')) } },
    ],
    fail: [{ title: 'as root', facts: { view: seen(exampleView([editorAs(0)]), hostRef('host.processes')) } }],
    blind: [
      { title: 'denied', facts: { view: unseen() } },
      { title: 'a part', facts: { view: partlySeen(exampleView([])) } },
      { title: 'a listing with holes', facts: { view: seen({ ...exampleView([]), hostComplete: false }) } },
    ],
  },
});

function editorAs(uid: number) {
  return exampleProcess({ container: null, uid, args: '/root/.cursor-server/bin/node server-main.js' });
}
