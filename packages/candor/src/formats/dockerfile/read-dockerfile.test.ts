// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Dockerfile variables are the text under test
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dockerfile } from './model.js';
import { finalStage, finalUser, readDockerfile } from './read-dockerfile.js';

function read(text: string): Dockerfile {
  const file = readDockerfile(text);
  if (!file.ok) throw new Error(file.reason);
  return file.value;
}

const NEXT = `# syntax=docker/dockerfile:1.7
ARG NODE_VERSION=22-alpine
FROM --platform=$BUILDPLATFORM node:\${NODE_VERSION} AS Deps
WORKDIR /app
COPY --chown=node:node package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm \\
    # a comment between
    npm ci \\

    --omit=dev
FROM deps AS build
ARG TOKEN
ENV NEXT_TELEMETRY_DISABLED=1 NAME="a b"
ENV OLD style value
COPY . .
RUN <<EOF
npm run build
USER root
EOF
FROM gcr.io:443/distroless/nodejs22@sha256:${'0'.repeat(64)} AS run
COPY --from=build /app /app
USER 1000:1000
EXPOSE 3000 9229/tcp
HEALTHCHECK CMD ["node", "health.js"]
ENTRYPOINT ["node"]
CMD ["server.js"]
`;

describe('readDockerfile', () => {
  const file = read(NEXT);
  const [deps, build, run] = file.stages;

  it('reads directives, arguments and stages', () => {
    expect(file).toMatchObject({
      escape: '\\',
      syntax: 'docker/dockerfile:1.7',
      globalArgs: [{ name: 'NODE_VERSION', value: '22-alpine', line: 2 }],
    });
    expect(file.stages.map(({ name, line, baseStage, platform }) => [name, line, baseStage, platform])).toEqual([
      ['deps', 3, null, '$BUILDPLATFORM'],
      ['build', 11, 0, null],
      ['run', 20, null, null],
    ]);
    expect(deps?.image).toEqual({
      reference: 'node:22-alpine',
      name: 'node',
      tag: '22-alpine',
      digest: null,
      unresolved: [],
    });
    expect(run?.image).toMatchObject({
      name: 'gcr.io:443/distroless/nodejs22',
      tag: null,
      digest: `sha256:${'0'.repeat(64)}`,
    });
    expect(build?.image).toBeNull();
  });

  it('joins continuations over comments and empty lines', () => {
    expect(deps?.runs).toMatchObject([{ line: 6, flags: [{ name: 'mount', value: 'type=cache,target=/root/.npm' }] }]);
    expect(deps?.runs[0]?.script.split(/\s+/)).toEqual(['npm', 'ci', '--omit=dev']);
    expect(deps?.instructions.at(-1)).toMatchObject({ line: 6, lastLine: 10 });
  });

  it('keeps heredocs out of the instructions', () => {
    expect(build?.runs).toMatchObject([{ script: '<<EOF\nnpm run build\nUSER root', line: 16 }]);
    expect(build?.instructions.at(-1)?.heredocs).toEqual([{ name: 'EOF', body: 'npm run build\nUSER root', line: 17 }]);
    expect(build?.users).toEqual([]);
  });

  it('reads pairs, copies, users, commands', () => {
    expect(build?.pairs.map(({ keyword, name, value, line }) => [keyword, name, value, line])).toEqual([
      ['ARG', 'TOKEN', null, 12],
      ['ENV', 'NEXT_TELEMETRY_DISABLED', '1', 13],
      ['ENV', 'NAME', 'a b', 13],
      ['ENV', 'OLD', 'style value', 14],
    ]);
    expect(deps?.copies).toMatchObject([
      { sources: ['package.json', 'package-lock.json'], target: './', chown: 'node:node', from: null },
    ]);
    expect(run).toMatchObject({
      copies: [{ from: 'build', sources: ['/app'], target: '/app', line: 21 }],
      users: [{ user: '1000', group: '1000', line: 22 }],
      exposes: [{ text: '3000' }, { text: '9229/tcp', line: 23 }],
      entrypoint: { exec: ['node'] },
      cmd: { script: 'server.js', exec: ['server.js'], line: 26 },
      hasHealthcheck: true,
    });
  });

  it('finds the final user through base stages', () => {
    expect(finalStage(file)?.name).toBe('run');
    expect(run && finalUser(file, run)?.user).toBe('1000');
    const chained = read('FROM a AS one\nUSER app\nFROM one\nRUN x');
    const last = finalStage(chained);
    expect(last && finalUser(chained, last)).toMatchObject({ user: 'app', line: 2 });
    expect(build && finalUser(file, build)).toBeNull();
  });

  it.each([
    ['FROM node', { name: 'node', tag: null, digest: null }],
    ['FROM localhost:5000/node', { name: 'localhost:5000/node', tag: null }],
    ['FROM node:${V}', { name: 'node', tag: '${V}', reference: 'node:${V}', unresolved: ['V'] }],
    ['FROM node:${V:-20}', { tag: '20', unresolved: [] }],
    ['ARG V\nFROM node:$V', { unresolved: ['V'] }],
    ['ARG A=x\nARG B=${A}-y\nFROM n:$B', { tag: 'x-y' }],
    ['from node:20 as x', { tag: '20' }],
  ])('%s', (text, expected) => {
    expect(read(text).stages[0]?.image).toMatchObject(expected);
  });

  it('knows scratch, other escapes and HEALTHCHECK NONE', () => {
    expect(read('FROM scratch\nHEALTHCHECK NONE').stages[0]).toMatchObject({
      image: null,
      baseStage: null,
      hasHealthcheck: false,
    });
    const windows = read('# escape=`\nFROM a\nRUN dir `\n  c:\\\nUSER x');
    expect(windows.escape).toBe('`');
    expect(windows.stages[0]?.users).toMatchObject([{ user: 'x', line: 5 }]);
  });

  it('takes broken JSON for the shell form', () => {
    expect(read("FROM a\nCMD ['node']").stages[0]?.cmd).toMatchObject({ exec: null, script: "['node']" });
  });

  it.each([
    ['an unclosed heredoc', 'FROM a\nRUN <<EOF\nUSER root', 1],
    ['a heredoc whose end is indented', 'FROM a\nRUN <<EOF\nUSER root\n\tEOF', 1],
    ['a here-string', 'FROM a\nRUN cat <<<EOF\nUSER root\nRUN EOF', 0],
    ['a quoted operator', 'FROM a\nRUN echo "x <<EOF y"\nUSER root\nEOF', 0],
    ['a shift', 'FROM a\nRUN echo $((1<<EOF))\nUSER root\nENV EOF=1', 0],
  ])('does not let %s hide instructions', (_title, text, count) => {
    const file_ = readDockerfile(text);
    expect(file_.ok && file_.value.stages[0]?.users).toMatchObject([{ user: 'root', line: 3 }]);
    expect(file_.ok && file_.warnings.filter(({ message }) => message.includes('heredoc'))).toHaveLength(count);
  });

  it('reads indented and several heredocs', () => {
    const stage = read('FROM a\nCOPY <<-A <<"B" /x/\n\tone\n\tA\ntwo\nB\nUSER u').stages[0];
    expect(stage?.instructions[0]?.heredocs.map(({ body, line }) => [body, line])).toEqual([
      ['one', 3],
      ['two', 5],
    ]);
    expect(stage?.users).toMatchObject([{ user: 'u', line: 7 }]);
  });

  it.each(['', 'RUN x', '#FROM a', 'x'.repeat(2_000_000), 'FROM a\n'.repeat(600)])('refuses %#', (text) => {
    expect(readDockerfile(text).ok).toBe(false);
  });

  it.each([
    ['continuations', `FROM a\n${'RUN \\\n'.repeat(150_000)}`],
    ['heredocs', `FROM a\n${'RUN <<A <<B <<C\n'.repeat(50_000)}`],
    ['flags', `FROM a\nRUN ${'--a '.repeat(200_000)}`],
    ['variables', `FROM ${'${A:-'.repeat(150_000)}`],
    ['blanks', `FROM a\nENV a${' '.repeat(900_000)}`],
  ])('stays fast on %s', (_title, text) => {
    const started = performance.now();
    readDockerfile(text);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('never throws', () => {
    const parts = fc.constantFrom(
      'FROM ',
      'RUN ',
      '\\',
      '\n',
      '<<EOF',
      'EOF',
      '"',
      '[',
      ']',
      '--from=',
      'ENV ',
      '=',
      '$',
      '{',
      '}',
      'a',
      ' ',
      '#',
      '# escape=`\n',
    );
    const text = fc.array(parts, { maxLength: 60 }).map((all) => `FROM a\n${all.join('')}`);
    fc.assert(
      fc.property(fc.oneof(fc.string(), text), (value) => typeof readDockerfile(value).ok === 'boolean'),
      { numRuns: 500 },
    );
  });
});
