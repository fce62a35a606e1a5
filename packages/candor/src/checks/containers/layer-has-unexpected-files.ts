import { defineCheck, fail, type Outcome } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { type Container, containers, type LayerChange, layerChanges } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';

/** Where ordinary programs write: temporary files, caches, logs, state of package managers and of Next.js. */
const ordinaryPlaces =
  /^\/(?:tmp|var\/tmp|run|var\/run|var\/cache|var\/log|var\/lib\/(?:apk|apt|dpkg|mongodb)|etc\/apk|lib\/apk|proc|sys|dev|data)(?:\/|$)|\/\.(?:npm|cache|config|pnpm-store|mongodb|dbshell|mongorc\.js|ash_history|bash_history)(?:\/|$)|\/\.next\/cache(?:\/|$)|^\/etc\/(?:hosts|hostname|resolv\.conf|mtab|passwd-?|group-?|shadow-?|ld\.so\.cache)$/;
const programPlaces =
  /^\/(?:usr\/(?:local\/)?s?bin|s?bin|usr\/lib|lib|usr\/local\/lib|etc\/cron|etc\/init|etc\/profile)(?:[./]|$)/;

function isUnexpected(change: LayerChange): boolean {
  if (change.kind === 'deleted' || change.file?.packageOwned === true || change.file?.magic === 'directory')
    return false;
  return change.file?.magic === 'elf' || !ordinaryPlaces.test(change.path);
}

function isProgram({ path, file }: LayerChange): boolean {
  if (file?.magic === 'elf' || file?.magic === 'script') return true;
  return programPlaces.test(path) || (file?.mode !== null && file?.mode !== undefined && (file.mode & 0o111) !== 0);
}

/** `docker diff` lists the folders above a change as changed too: those say nothing of their own. */
function withoutParents(changes: readonly LayerChange[]): readonly LayerChange[] {
  const paths = changes.map(({ path }) => path);
  return changes.filter(
    ({ path, kind }) => kind !== 'changed' || !paths.some((other) => other !== path && other.startsWith(`${path}/`)),
  );
}

/** CTR-08: what was written into the layer of a container, where a program of the image does not write. */
export const layerHasUnexpectedFiles = defineCheck({
  id: 'CTR-08',
  title: 'Files were written into a container where none belong',
  questions: ['Q7', 'Q3'],
  severity: 'medium',
  required: false,
  needs: { containers, layerChanges },
  decide({ containers: all, layerChanges: layers }) {
    const judge = (container: Container): Outcome => {
      const own = withoutParents(layers.value.filter((change) => change.container === container.name));
      const odd = own.filter(isUnexpected);
      const first = odd.find(isProgram) ?? odd[0];
      if (!first)
        return passFor(container, `${own.length} changes, all in ordinary places`, ...layers.evidence.slice(0, 1));
      return fail([first.ref, ...evidenceOf(container)], {
        subject: subjectOf(container),
        what: `${odd.length} file(s) were written into ${container.name} outside its data folders, such as ${first.path}`,
        location: `${container.name}, ${first.path}`,
        severity: isProgram(first) ? 'high' : 'medium',
      });
    };
    return judgeContainers(all, judge);
  },
  whyItMatters:
    'The image is what you built; the layer is what happened since. A restart keeps the layer, so what an intruder wrote stays.',
  verifyByHand: 'docker ps -q | xargs -I{} docker diff {}',
  remediation: {
    text: 'Look at the files first (keep a copy). If they are harmless, give them a volume; then recreate the container from its image.',
    commands: [
      'docker diff site-app-1',
      'docker export site-app-1 -o site-app-1.tar',
      'docker compose up -d --force-recreate app',
    ],
  },
  references: ['ATT&CK T1105', 'docs.docker.com/reference/cli/docker/container/diff'],
  examples: {
    pass: [
      {
        title: 'caches, temporary files and what apk installed',
        facts: {
          containers: seen([exampleContainer()]),
          layerChanges: seen([
            change('/tmp/x'),
            change('/root/.npm/_cacache/x'),
            change('/app/.next/cache/x'),
            change('/usr', 'changed'),
            change('/usr/bin', 'changed'),
            change('/usr/bin/ffmpeg', 'added', true),
          ]),
        },
      },
      { title: 'no engine', facts: { containers: seen([]), layerChanges: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'a file at the root',
        facts: { containers: seen([exampleContainer()]), layerChanges: seen([change('/AfUxImqu')]) },
      },
      {
        title: 'a program in a partial list',
        facts: { containers: seen([exampleContainer()]), layerChanges: partlySeen([change('/usr/bin/dockerd')]) },
      },
    ],
    blind: [
      { title: 'layers not read', facts: { containers: seen([exampleContainer()]), layerChanges: unseen() } },
      {
        title: 'only some layers read',
        facts: { containers: seen([exampleContainer()]), layerChanges: partlySeen([]) },
      },
    ],
  },
});

function change(path: string, kind: LayerChange['kind'] = 'added', packageOwned: boolean | null = null): LayerChange {
  const ref = exampleRef('docker.diff', 'container:site-app-1');
  const file = {
    path,
    sizeBytes: 1,
    mode: null,
    uid: 0,
    mtime: null,
    sha256: null,
    md5: null,
    magic: null,
    packageOwned,
    packageName: null,
    ref,
  };
  return { container: 'site-app-1', kind, path, file: packageOwned === null ? null : file, ref };
}
