import { refTo } from '../../core/evidence.js';
import { parsed } from '../../core/parsed.js';
import { type DiskSpace, diskSpace, type HostMount, hostMounts } from '../../facts/host-settings.js';
import { fieldsOf, integerOf, textLines } from '../../formats/text/text-lines.js';
import { defineParser } from '../parser.js';
import { factOf, readArtifacts } from '../readings.js';

/** Lines of /proc/mounts (proc_mounts(5)). */
export const hostMountsParser = defineParser(hostMounts, (context) => {
  const readings = readArtifacts(context, 'host.mounts', (text, artifact) =>
    parsed(
      textLines(text).flatMap(({ text: content, line }): HostMount[] => {
        const [device, place, fsType, options] = fieldsOf(content);
        if (device === undefined || place === undefined || fsType === undefined || options === undefined) return [];
        return [{ device, place, fsType, options: options.split(','), ref: refTo(artifact, line, content) }];
      }),
    ),
  );
  return factOf(
    readings,
    readings.rows.flatMap(({ value }) => value),
  );
});

/** Lines of `df -P`, with inodes in two more columns where the collector added them. */
export const diskSpaceParser = defineParser(diskSpace, (context) => {
  const readings = readArtifacts(context, 'host.disk', (text, artifact) =>
    parsed(
      textLines(text).flatMap(({ text: content, line }): DiskSpace[] => {
        const [, total, , available, , place, inodes, inodesFree] = fieldsOf(content);
        const [size, free] = [integerOf(total), integerOf(available)];
        if (size === null || size === 0 || free === null || place?.startsWith('/') !== true) return [];
        const nodes = integerOf(inodes);
        const nodesFree = integerOf(inodesFree);
        return [
          {
            place,
            freePercent: (free / size) * 100,
            inodesFreePercent: nodes === null || nodesFree === null || nodes === 0 ? null : (nodesFree / nodes) * 100,
            ref: refTo(artifact, line, content),
          },
        ];
      }),
    ),
  );
  return factOf(
    readings,
    readings.rows.flatMap(({ value }) => value),
  );
});
