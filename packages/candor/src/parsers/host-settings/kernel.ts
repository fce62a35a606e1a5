import { type Artifact, hasContent, isTestimony, refTo } from '../../core/evidence.js';
import { type Fact, known, unknown } from '../../core/fact.js';
import { parsed, unparseable } from '../../core/parsed.js';
import { type KernelState, kernelSettings, kernelState } from '../../facts/host-settings.js';
import { splitFileSections } from '../../formats/host/file-sections.js';
import { textLines } from '../../formats/text/text-lines.js';
import { defineParser } from '../parser.js';
import { factOf, gapOf, readArtifacts } from '../readings.js';

/** Settings as `sysctl -a` prints them. The collector asks for a fixed list, so a value counts and an absence does not. */
export const kernelSettingsParser = defineParser(kernelSettings, (context): Fact<ReadonlyMap<string, string>> => {
  const artifact = context.artifacts('host.sysctl', 'host').find((each) => hasContent(each) && !isTestimony(each));
  if (!artifact) {
    const [first] = context.artifacts('host.sysctl');
    const gap = first === undefined ? null : gapOf(first);
    return unknown(gap?.reason ?? 'not-collected', gap?.detail ?? 'host.sysctl was not collected');
  }
  const values = new Map(
    textLines(artifact.text()).flatMap(({ text }): [string, string][] => {
      const found = /^([\w.-]{1,200}) ?= ?(.{0,1000})$/.exec(text.trim());
      return found ? [[found[1] ?? '', found[2] ?? '']] : [];
    }),
  );
  return values.size === 0
    ? unknown('unparseable', 'host.sysctl: no settings')
    : known(values, [refTo(artifact)], artifact.capturedAt);
});

/** Taint, modules and releases from the sections of `host.kernel`. */
export const kernelStateParser = defineParser(kernelState, (context) => {
  const readings = readArtifacts(context, 'host.kernel', (text, artifact) => {
    const state = readKernel(text, artifact);
    return state === null ? unparseable('no kernel release') : parsed(state);
  });
  const first = readings.rows[0];
  if (!first) return unknown(readings.gap?.reason ?? 'not-collected', readings.gap?.detail ?? 'not collected');
  return factOf(readings, first.value);
});

function readKernel(text: string, artifact: Artifact): KernelState | null {
  const sections = new Map(
    splitFileSections(text).map(({ path, lines }) => [
      path,
      lines.map((line) => line.text).filter((line) => line.trim() !== ''),
    ]),
  );
  const running = sections.get('/proc/sys/kernel/osrelease')?.[0]?.trim();
  if (running === undefined) return null;
  const tainted = sections.get('/proc/sys/kernel/tainted')?.[0]?.trim() ?? '';
  return {
    running,
    installed: sections.get('/lib/modules') ?? [],
    tainted: /^\d{1,12}$/.test(tainted) ? Number(tainted) : null,
    modules: (sections.get('/proc/modules') ?? []).map((line) => ({
      name: line.split(' ')[0] ?? '',
      taint: /\(([A-Z]{1,8})\)\s*$/.exec(line)?.[1] ?? '',
    })),
    ref: refTo(artifact),
  };
}
