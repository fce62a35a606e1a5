import { valueIfKnown } from '../../core/fact.js';
import { authorizedKeys, sshConfig } from '../../facts/host.js';
import { type FileChange, type FixContext, type Remedy, refused, type SourceFile } from '../model.js';
import { globalSettings, includes, setKeyword } from '../text/sshd-text.js';

const main = '/etc/ssh/sshd_config';

/** Settings that let strangers guess, and what they become (CIS Debian 5.1; sshd_config(5)). */
const wanted: readonly {
  readonly keyword: string;
  readonly isBad: (value: string) => boolean;
  readonly value: string;
}[] = [
  { keyword: 'PasswordAuthentication', isBad: (value) => value === 'yes', value: 'no' },
  { keyword: 'KbdInteractiveAuthentication', isBad: (value) => value === 'yes', value: 'no' },
  { keyword: 'PermitRootLogin', isBad: (value) => value === 'yes', value: 'prohibit-password' },
  { keyword: 'PermitEmptyPasswords', isBad: (value) => value === 'yes', value: 'no' },
  { keyword: 'MaxAuthTries', isBad: (value) => Number(value) > 6, value: '4' },
];

/** The files of sshd in the order in which they are read: where the main file includes others, those come first there. */
function filesInOrder({ files }: FixContext): SourceFile[] {
  const own = files.list('sshd');
  const top = own.find(({ path }) => path === main);
  if (top === undefined) return [];
  const patterns = includes(top.text).map(
    (pattern) =>
      new RegExp(
        `^${pattern
          .replace(/[.+^${}()|[\]\\]/g, '\\$&')
          .replaceAll('*', '[^/]*')
          .replaceAll('?', '[^/]')}$`,
      ),
  );
  const inner = own.filter(({ path }) => patterns.some((pattern) => pattern.test(path)));
  const before = globalSettings(top.text).findIndex(({ keyword }) => keyword === 'include');
  const sorted = inner.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return before === 0 ? [...sorted, top] : [top, ...sorted];
}

/** HST-05: keys and no passwords, in the file where the setting that counts stands. */
export const takeKeysOnly: Remedy = {
  checks: ['HST-05'],
  title: 'let sshd take keys alone',
  propose: (_result, context) => {
    const settings = valueIfKnown(context.facts(sshConfig))?.settings;
    const files = filesInOrder(context);
    const top = files.find(({ path }) => path === main);
    if (settings === undefined || top === undefined) return refused(`${main} was not read`);
    if ((valueIfKnown(context.facts(authorizedKeys)) ?? []).length === 0)
      return refused('no key was seen that may log in: without passwords you would lock yourself out');
    const texts = new Map(files.map(({ path, text }) => [path, text]));
    for (const { keyword, isBad, value } of wanted) {
      if (!isBad(settings.get(keyword.toLowerCase()) ?? '')) continue;
      const deciding = files.find(({ text }) =>
        globalSettings(text).some((one) => one.keyword === keyword.toLowerCase()),
      );
      const file = deciding ?? top;
      texts.set(file.path, setKeyword(texts.get(file.path) ?? file.text, keyword, value));
    }
    const changes = files.flatMap((file): FileChange[] => {
      const text = texts.get(file.path) ?? file.text;
      return text === file.text ? [] : [{ path: file.path, kind: 'sshd', subject: 'host', text }];
    });
    const effects = [{ kind: 'sshd-reload' as const }];
    if (changes.length === 0)
      return {
        kind: 'in-file-already',
        effects,
        because: 'the files say so already; sshd runs with what it read before',
      };
    return {
      kind: 'change',
      changes,
      effects,
      notes: ['Keep this session open, and log in with your key from a second terminal before you close it.'],
    };
  },
};
