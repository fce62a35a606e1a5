import { type Artifact, refTo } from '../../core/evidence.js';
import type { Fact } from '../../core/fact.js';
import { type Unit, units } from '../../facts/host.js';
import { readSystemdUnits, type UnitSetting } from '../../formats/host/schedules.js';
import { defineParser } from '../parser.js';
import { factOf, readArtifacts } from '../readings.js';
import { absentList } from './absent-list.js';
import { packageOwners } from './package-owners.js';

/** Unit files and drop-ins, one entry a file (`host.systemd-units`; the collector leaves out those that packages own). */
export const unitsParser = defineParser(units, (context): Fact<readonly Unit[]> => {
  const absent = absentList<Unit>(context, 'host.systemd-units');
  if (absent) return absent;
  const ownedBy = packageOwners(context);
  const readings = readArtifacts(context, 'host.systemd-units', readSystemdUnits);
  const items = readings.rows.flatMap(({ artifact, value }) =>
    [...byFile(value)].map(([file, settings]) => toUnit(file, settings, artifact, ownedBy(file))),
  );
  return factOf(readings, items);
});

function byFile(settings: readonly UnitSetting[]): ReadonlyMap<string, readonly UnitSetting[]> {
  const files = new Map<string, UnitSetting[]>();
  for (const setting of settings) {
    const file = setting.path ?? setting.unit ?? 'unit';
    const known = files.get(file);
    if (known) known.push(setting);
    else files.set(file, [setting]);
  }
  return files;
}

function toUnit(
  file: string,
  settings: readonly UnitSetting[],
  artifact: Artifact,
  packageOwned: boolean | null,
): Unit {
  const service = settings.filter(({ section }) => section === 'Service' || section === 'Socket');
  const starts = service.filter(({ key, value }) => /^Exec(?:Start|Stop|Reload|Condition)/.test(key) && value !== '');
  const first = starts[0] ?? settings[0];
  return {
    name: settings[0]?.unit ?? file,
    file,
    execStart: starts.map(({ value }) => value),
    user: service.findLast(({ key }) => key === 'User')?.value ?? null,
    packageOwned,
    ref: refTo(artifact, first?.line, first === undefined ? file : `${first.key}=${first.value}`),
  };
}
