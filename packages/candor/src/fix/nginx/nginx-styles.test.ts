import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exampleRef } from '../../core/example.js';
import { nginxVersion } from '../../facts/nginx.js';
import type { SourceFile } from '../model.js';
import { remedyFor } from '../plan-fixes.js';
import { changedLines } from '../testing/changed-lines.js';
import { contextOf, failed } from '../testing/fix-context.js';
import { nginxStyles } from '../testing/nginx-styles.js';
import { editNginx } from './edit-nginx.js';
import { openNginx, sayings } from './nginx-text.js';

const version = [nginxVersion, { version: '1.22.1', built: null, ref: exampleRef('nginx.version') }] as const;
const headers = 'https://www.example.org/ does not send Strict-Transport-Security, X-Content-Type-Options';

/** Findings that every style has, what their remedy says then, and the most lines that go and come. */
const findings = [
  { result: failed('NGX-04'), says: '127.0.0.1:3000', lines: [1, 1] },
  { result: failed('NGX-21'), says: '["server_tokens","off"]', lines: [1, 2] },
  { result: failed('NGX-16'), says: '["proxy_set_header","X-Middleware-Subrequest",""]', lines: [1, 2] },
  {
    result: failed('NGX-12', { subject: 'host:www.example.org', what: headers }),
    says: '["add_header","X-Content-Type-Options","nosniff","always"]',
    lines: [1, 3],
  },
  { result: failed('NGX-06'), says: '["ssl_reject_handshake","on"]', lines: [1, 7] },
  { result: failed('NGX-13'), says: '"burst=20"', lines: [1, 9] },
] as const;

/** Styles in which a remedy has no place, and says so. */
const refusals = new Set([
  'everything on one line NGX-06',
  'everything on one line NGX-13',
  'a snippet with the headers to the app NGX-13',
]);

describe.each(nginxStyles)('$name', ({ name, files }) => {
  const sources = Object.entries(files).map(
    ([path, text]): SourceFile => ({ path, text, kind: 'nginx', subject: 'host' }),
  );

  test.each(findings)(
    '$result.check: only the lines of the remedy change, and a second one has nothing to do',
    ({ result, says, lines }) => {
      const proposal = remedyFor(result.check)?.propose(result, contextOf(sources, [version]));
      if (refusals.has(`${name} ${result.check}`)) {
        expect(proposal?.kind).toBe('refused');
        return;
      }
      expect(proposal).toMatchObject({ kind: 'change' });
      if (proposal?.kind !== 'change') return;
      const after = sources.map((file) => ({
        ...file,
        text: proposal.changes.find(({ path }) => path === file.path)?.text ?? file.text,
      }));
      const said = after.flatMap(({ text }) => {
        const nodes = openNginx(text);
        return nodes.ok ? sayings(nodes.value) : [];
      });
      expect(said.join('\n')).toContain(says);
      for (const { path, text } of proposal.changes) {
        const before = files[path] ?? '';
        const { removed, added } = changedLines(before, text);
        expect(removed.length).toBeLessThanOrEqual(lines[0]);
        expect(added.length).toBeLessThanOrEqual(lines[1]);
        for (const comment of before.match(/#.*/g) ?? []) expect(text).toContain(comment.trimEnd());
        if (before.includes('\r\n')) expect(text.replaceAll('\r\n', '')).not.toContain('\n');
        expect(text.endsWith('\n')).toBe(before.endsWith('\n'));
      }
      expect(remedyFor(result.check)?.propose(result, contextOf(after, [version]))).toMatchObject({
        kind: 'in-file-already',
      });
    },
  );
});

describe('what is refused', () => {
  test.each([
    ['an open brace', 'http {'],
    ['an open quote', 'http { a "b; }'],
    ['a brace too many', 'http { } }'],
    ['a directive without its semicolon', 'http { a b }'],
  ])('%s', (_name, text) => {
    expect(editNginx(text, [])).toMatchObject({ ok: false });
  });

  test('an operation on a directive that is not there', () => {
    const at = { name: 'listen', args: ['80'], line: 2 };
    expect(editNginx('server { listen 80; }\n', [{ kind: 'remove', at }])).toMatchObject({
      ok: false,
      reason: expect.stringContaining('line 2'),
    });
  });
});

describe('any text', () => {
  test('never throws, and without operations changes nothing', () => {
    const part = fc.constantFrom(
      'a',
      ' ',
      '\n',
      '\t',
      ';',
      '{',
      '}',
      '"',
      "'",
      '#',
      '\\',
      '$',
      '${',
      'content_by_lua_block {',
      '\r\n',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
        const text = parts.join('');
        const edited = editNginx(text, []);
        if (edited.ok) expect(edited.value).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  test('a word that is set is read back as it was given', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((value) => !/[\r\n\t$]/.test(value)),
        fc.constantFrom('x', '"x"', "'x'"),
        (value, raw) => {
          const edited = editNginx(`a ${raw};\n`, [
            { kind: 'set-argument', at: { name: 'a', args: ['x'], line: 1 }, index: 0, value },
          ]);
          expect(edited.ok).toBe(true);
          const nodes = openNginx(edited.ok ? edited.value : '');
          expect(nodes.ok && nodes.value[0]?.args).toEqual([value]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
