import { isNonEmpty, refTo } from '../core/evidence.js';
import { type Fact, known, partial, unknown } from '../core/fact.js';
import type { Parsed } from '../core/parsed.js';
import { parsed, unparseable } from '../core/parsed.js';
import { containerExec } from '../facts/container-exec.js';
import { containers } from '../facts/containers.js';
import { type ContainerSystem, containerSystems, type ImageRecord, imageRecords } from '../facts/image-records.js';
import {
  anyMember,
  dateOrNull,
  filledOrNull,
  type JsonObject,
  numberOrNull,
  objectOf,
  objectOrNull,
  stringsOf,
} from '../formats/text/json-values.js';
import { readPositionedJson } from '../formats/text/positioned-json.js';
import { defineParser } from './parser.js';
import { factOf, readArtifacts } from './readings.js';

type RawImage = Omit<ImageRecord, 'ref'> & { readonly line: number | null };

/** Images from `docker image inspect` (array) or `GET /images/json`. */
export const imageRecordsParser = defineParser(imageRecords, (context) => {
  const readings = readArtifacts(context, 'docker.images', readImages);
  const images = readings.rows.flatMap(({ artifact, value }) =>
    value.map(
      ({ line, ...image }): ImageRecord => ({ ...image, ref: refTo(artifact, line, image.tags[0] ?? image.id) }),
    ),
  );
  return factOf(readings, images);
});

function readImages(text: string): Parsed<RawImage[]> {
  const reading = readPositionedJson(text);
  if (!reading.ok) return reading;
  if (!Array.isArray(reading.value.value)) return unparseable('not a list of images', 1);
  return parsed(
    reading.value.value.flatMap((item) => {
      const image = objectOrNull(item);
      return image === null ? [] : [imageOf(image, reading.value.lineOf(image))];
    }),
  );
}

function imageOf(image: JsonObject, line: number | null): RawImage {
  const config = objectOf(anyMember(image, ['Config']));
  const created = anyMember(image, ['Created', 'CreatedAt']);
  const seconds = typeof created === 'number' ? numberOrNull(created) : null;
  return {
    id: filledOrNull(anyMember(image, ['Id', 'ID'])) ?? '',
    tags: stringsOf(anyMember(image, ['RepoTags'])),
    digests: stringsOf(anyMember(image, ['RepoDigests'])),
    createdAt: seconds === null ? dateOrNull(created) : new Date(seconds * 1000),
    user: 'User' in config ? (filledOrNull(config.User) ?? '') : null,
    secretNames: stringsOf(anyMember(config, ['Env'])).flatMap(secretName),
    line,
  };
}

function secretName(entry: string): string[] {
  const at = entry.indexOf('=');
  const name = entry.slice(0, at);
  const reads = /SECRET|PASSWORD|TOKEN|PRIVATE_KEY|API_KEY|DATABASE_UR[IL]|MONGODB?_UR[IL]/i.test(name);
  return at > 0 && reads && entry.length > at + 1 ? [name] : [];
}

/** Systems inside containers: os-release as a command inside printed it, else what the image's tag says. */
export const containerSystemsParser = defineParser(containerSystems, (context): Fact<readonly ContainerSystem[]> => {
  const all = context.fact(containers);
  if (all.status === 'unknown') return unknown(all.reason, all.detail);
  const exec = context.fact(containerExec);
  const answers = exec.status === 'known' ? exec.value : [];
  const systems = all.value
    .filter((container) => container.running)
    .flatMap((container): ContainerSystem[] => {
      const answer = answers.find((each) => each.container === container.name && /^ID=/m.test(each.output));
      const found = answer === undefined ? fromTag(container.image) : fromRelease(answer.output);
      return found === null ? [] : [{ container: container.name, ...found, ref: answer?.ref ?? container.ref }];
    });
  const evidence = [...systems.map((system) => system.ref), ...all.evidence];
  if (!isNonEmpty(evidence)) return unknown('not-collected', 'no container was described');
  const running = all.value.filter((container) => container.running).length;
  const gap =
    all.gap ??
    (systems.length === running
      ? null
      : {
          reason: 'not-collected' as const,
          detail: `the system inside ${running - systems.length} of ${running} containers is not known`,
        });
  return gap === null ? known(systems, evidence, context.now) : partial(systems, gap, evidence, context.now);
});

function fromRelease(text: string): Pick<ContainerSystem, 'osId' | 'version'> {
  const id = /^ID="?([a-z]{1,20})/m.exec(text)?.[1] ?? '';
  const version = /^VERSION_ID="?([\d.]{1,20})/m.exec(text)?.[1] ?? null;
  const osId = id === 'debian' || id === 'ubuntu' || id === 'alpine' ? id : 'other';
  return { osId, version: osId === 'alpine' ? minorOf(version) : version };
}

function minorOf(version: string | null): string | null {
  return version === null ? null : version.split('.').slice(0, 2).join('.');
}

const debianNames: Readonly<Record<string, string>> = { buster: '10', bullseye: '11', bookworm: '12', trixie: '13' };

function fromTag(image: string): Pick<ContainerSystem, 'osId' | 'version'> | null {
  const alpine = /alpine:?(\d{1,2}\.\d{1,2})/.exec(image);
  if (alpine) return { osId: 'alpine', version: alpine[1] ?? null };
  const debian = /(?:^|[:/-])(buster|bullseye|bookworm|trixie)\b/.exec(image);
  if (debian) return { osId: 'debian', version: debianNames[debian[1] ?? ''] ?? null };
  const plain = /(?:^|\/)(debian|ubuntu):(\d{1,2}(?:\.\d\d)?)/.exec(image);
  if (plain) return { osId: plain[1] === 'ubuntu' ? 'ubuntu' : 'debian', version: plain[2] ?? null };
  return null;
}
