import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import type { Known } from '../../core/fact.js';
import { shellWord } from '../../core/shell-word.js';
import { type Container, containers, type LayerChange, layerChanges } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { exampleChange } from '../shared/example-change.js';
import { isForeignPlace } from '../shared/foreign-program.js';
import { judgeContainers, subjectOf } from '../shared/judge-containers.js';

/** Endings of files that are data whatever their mode. */
const dataName =
  /\.(?:json|log|txt|md|html?|css|map|png|jpe?g|webp|avif|gif|svg|ico|woff2?|ttf|mp3|mp4|wav|ogg|m4a|webm|pdf|csv|lock|pid|sock|conf|cnf|ini|ya?ml|toml|env|crt|pem|key|bson|wt|turtle|db|sqlite|wal|tmp|cache|rsc|meta|body|gz|zip|tsbuildinfo)$/i;

/** True for a program: by its first bytes, or by its mode where it is a script. */
function isProgram(change: LayerChange): boolean {
  const file = change.file;
  if (file === null) return false;
  return file.magic === 'elf' || (file.magic === 'script' && ((file.mode ?? 0o111) & 0o111) !== 0);
}

/** A shared library or native module that was unpacked to be loaded, as Node add-ons in /tmp are. */
function isLibrary(path: string): boolean {
  return /\.(?:node|so(?:\.\d+)*)$/.test(path);
}

/** `docker.files` also describes odd files of the image; only a file in a writable place is news without `docker diff`. */
function isNews(change: LayerChange): boolean {
  return change.ref.artifact === 'docker.diff' || /^\/(?:tmp|var\/tmp|dev)\//.test(change.path);
}

function describe(change: LayerChange): string {
  const { sizeBytes = null, sha256 = null, md5 = null } = change.file ?? {};
  const size = sizeBytes === null ? '' : `, ${sizeBytes} bytes`;
  const digest = sha256 === null ? (md5 === null ? '' : `, md5 ${md5}`) : `, sha256 ${sha256}`;
  return `${change.path} (${change.kind}${size}${digest})`;
}

function failFor(container: Container, change: LayerChange): Outcome {
  return fail([change.ref, container.ref], {
    subject: subjectOf(container),
    what: `${container.name} has a program that its image does not have and no package owns: ${describe(change)}`,
    location: `${container.name}:${change.path}`,
  });
}

function judge(container: Container, fact: Known<readonly LayerChange[]>): Outcome | readonly Outcome[] {
  const own = fact.value.filter((change) => change.container === container.name && change.kind !== 'deleted');
  const news = own.filter((change) => isNews(change) && change.file?.packageOwned !== true);
  const foreign = news.filter(
    (change) =>
      (isProgram(change) &&
        !isLibrary(change.path) &&
        (change.file?.packageOwned === false || isForeignPlace(change.path))) ||
      (change.file === null && isForeignPlace(change.path) && /^\/[^/]+$/.test(change.path)),
  );
  if (foreign.length > 0) return foreign.slice(0, 20).map((change) => failFor(container, change));
  const folders = new Set(own.map(({ path }) => path.slice(0, path.lastIndexOf('/'))));
  const open = news.filter(
    (change) =>
      (change.file === null && !folders.has(change.path) && !dataName.test(change.path)) ||
      isProgram(change) ||
      change.file?.magic === null,
  );
  if (open.length > 0) {
    const names = open.slice(0, 5).map(({ path }) => path);
    return cannotTell(
      'not-collected',
      `${container.name} has ${open.length} changed files of which nobody looked up what they are: ${names.join(', ')}`,
      {
        subject: subjectOf(container),
        evidence: [container.ref],
        settle: `docker exec CONTAINER sh -c 'for f; do apk info --who-owns "$f" || dpkg -S "$f"; done' sh ${names.map((name) => shellWord(name)).join(' ')}`,
      },
    );
  }
  if (!fact.complete) {
    return cannotTell(fact.gap?.reason ?? 'not-collected', fact.gap?.detail ?? 'only a part was seen', {
      subject: subjectOf(container),
      settle: 'docker diff CONTAINER',
    });
  }
  return pass([container.ref, ...fact.evidence], {
    subject: subjectOf(container),
    what: `no program among ${own.length} changed files`,
  });
}

/** RTC-06: programs in a container's writable layer (`docker diff`), unless a package of the container owns them. */
export const programWasAdded = defineCheck({
  id: 'RTC-06',
  title: 'A program was added to a container after it was built',
  questions: ['Q3', 'Q6'],
  severity: 'critical',
  required: true,
  needs: { containers, layerChanges },
  decide: (facts) => {
    const outcomes = judgeContainers(facts.containers, () => pass(facts.layerChanges.evidence));
    if (!Array.isArray(outcomes)) return outcomes;
    return facts.containers.value
      .filter((container) => container.running)
      .flatMap((container) => judge(container, facts.layerChanges));
  },
  whyItMatters:
    'An image is built once and then only run. A program that appeared later was put there by whoever could run code in the container. A restart keeps it.',
  verifyByHand: 'docker diff CONTAINER | grep "^A"',
  remediation: {
    text: 'Copy the file and its hash first. Then rebuild the container from a clean image: removing the file alone leaves the way in.',
    commands: [
      'docker cp CONTAINER:/PATH ./evidence/ && sha256sum ./evidence/*',
      'docker compose build --no-cache --pull && docker compose up -d --force-recreate',
    ],
  },
  references: ['ATT&CK T1105'],
  examples: {
    pass: [
      {
        title: 'nothing changed',
        facts: { containers: seen([exampleContainer()]), layerChanges: seen([]) },
      },
      {
        title: 'caches and logs',
        facts: {
          containers: seen([exampleContainer()]),
          layerChanges: seen([
            exampleChange('/app/.next/cache/images/a.webp', { magic: 'data', mode: 0o644, packageOwned: false }),
            { ...exampleChange('/app/logs/app.log'), file: null },
          ]),
        },
      },
      {
        title: 'ffmpeg, added by apk with its checksum',
        facts: {
          containers: seen([exampleContainer()]),
          layerChanges: seen([exampleChange('/usr/bin/ffmpeg', { packageOwned: true, packageName: 'ffmpeg' })]),
        },
      },
      { title: 'no engine', facts: { containers: seen([]), layerChanges: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      ...['/XHHEw7Gp', '/tmp/123', '/usr/bin/sysupdate', '/app/run'].map((path) => ({
        title: path,
        facts: {
          containers: seen([exampleContainer()]),
          layerChanges: partlySeen([exampleChange(path, { packageOwned: false })]),
        },
      })),
      {
        title: 'a random name under /, by docker diff alone',
        facts: {
          containers: seen([exampleContainer()]),
          layerChanges: seen([{ ...exampleChange('/AfUxImqu'), file: null }]),
        },
      },
    ],
    blind: [
      { title: 'layers not read', facts: { containers: seen([exampleContainer()]), layerChanges: unseen() } },
      {
        title: 'only a part was read',
        facts: { containers: seen([exampleContainer()]), layerChanges: partlySeen([]) },
      },
      {
        title: 'an added file that nobody looked at',
        facts: {
          containers: seen([exampleContainer()]),
          layerChanges: seen([{ ...exampleChange('/usr/bin/ffmpeg'), file: null }]),
        },
      },
      {
        title: 'a program whose owner was not looked up',
        facts: { containers: seen([exampleContainer()]), layerChanges: seen([exampleChange('/usr/bin/ffmpeg')]) },
      },
    ],
  },
});
