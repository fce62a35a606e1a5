import { defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { layerChanges } from '../../facts/containers.js';
import { strayExecutables } from '../../facts/host.js';
import { exampleChange } from '../shared/example-change.js';

const uploadFolder = /(?:^|\/)(?:media|uploads?|public|static|assets|files|www|html)\//;
const pageScript = /\.(?:php\d?|phtml|phar|jsp|jspx|aspx?|cgi)$/i;

/** RTC-19: programs and server scripts among uploads (ATT&CK T1505.003). */
export const uploadHoldsProgram = defineCheck({
  id: 'RTC-19',
  title: 'A program lies among uploaded or public files',
  questions: ['Q3', 'Q6'],
  severity: 'high',
  required: false,
  needs: { layerChanges, strayExecutables },
  decide: ({ layerChanges: changes, strayExecutables: strays }) => {
    const inside = changes.value
      .filter(
        ({ path, kind, file }) =>
          kind !== 'deleted' &&
          uploadFolder.test(path) &&
          !path.includes('/node_modules/') &&
          file?.packageOwned !== true &&
          (file?.magic === 'elf' || pageScript.test(path)),
      )
      .map((change): Outcome => {
        const hash = change.file?.sha256 ? `, sha256 ${change.file.sha256}` : '';
        return fail([change.ref], {
          subject: `container:${change.container}`,
          what: `${change.path} in ${change.container} is a program among public files${hash}`,
          location: `${change.container}:${change.path}`,
        });
      });
    const outside = strays.value
      .filter(
        ({ path, packageOwned }) => packageOwned !== true && (uploadFolder.test(path) || path.startsWith('/var/www/')),
      )
      .map(({ path, sha256, ref }) =>
        fail([ref], {
          what: `${path} is a program among public files${sha256 === null ? '' : `, sha256 ${sha256}`}`,
          location: path,
        }),
      );
    const found = [...inside, ...outside];
    if (found.length > 0) return found;
    if (changes.value.length === 0 && strays.value.length === 0)
      return notApplicable([...changes.evidence], 'no file was added anywhere');
    return pass([...changes.evidence, ...strays.evidence], { what: 'no program among added files of public folders' });
  },
  whyItMatters: 'A file that a visitor uploaded and the server executes is a door with a handle on the outside.',
  verifyByHand: 'find ./media ./public -type f -exec file {} + | grep -E "ELF|PHP|script"',
  remediation: {
    text: 'Keep a copy, then remove it and restrict upload types (mimeTypes of the collection).',
    commands: ['sha256sum FILE && mv FILE ./evidence/'],
  },
  references: ['ATT&CK T1505.003'],
  examples: {
    pass: [
      {
        title: 'pictures only',
        facts: {
          layerChanges: seen([exampleChange('/app/media/a.webp', { magic: 'data' })]),
          strayExecutables: seen([]),
        },
      },
      {
        title: 'nothing added',
        facts: { layerChanges: seen([]), strayExecutables: seen([]) },
        expect: 'not-applicable',
      },
    ],
    fail: [
      {
        title: 'a program in media',
        facts: { layerChanges: partlySeen([exampleChange('/app/media/x')]), strayExecutables: seen([]) },
      },
      {
        title: 'a web shell',
        facts: {
          layerChanges: seen([exampleChange('/app/public/s.php', { magic: 'text' })]),
          strayExecutables: seen([]),
        },
      },
    ],
    blind: [
      { title: 'layers not read', facts: { layerChanges: unseen(), strayExecutables: seen([]) } },
      { title: 'host not read', facts: { layerChanges: seen([]), strayExecutables: unseen() } },
    ],
  },
});
