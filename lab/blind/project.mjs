import { hide } from '../lib/blinding.mjs';
import { writeHostFile } from '../lib/seed.mjs';

/** @type {import('../lib/blinding.mjs').Blinding[]} */
export const blindings = [
  { id: 'compose-file-gone', apply: (lab) => hide(lab, '/srv/station/compose.yaml') },
  {
    id: 'compose-file-garbage',
    apply: (lab) => writeHostFile(lab, '/srv/station/compose.yaml', 'services: {cms: [\n'),
  },
  { id: 'compose-file-bomb', apply: (lab) => writeHostFile(lab, '/srv/station/compose.yaml', bomb()) },
  { id: 'app-folder-gone', apply: (lab) => hide(lab, '/srv/station/cms') },
  {
    id: 'lock-file-garbage',
    apply: (lab) => writeHostFile(lab, '/srv/station/cms/package-lock.json', '{"lockfileVersion":3,"packages":{'),
  },
  { id: 'env-file-gone', apply: (lab) => hide(lab, '/srv/station/.env') },
  { id: 'container-log-truncated', apply: (lab) => truncatedLog(lab) },
];

/** Aliases that would unfold to 10^9 entries. */
function bomb() {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 9; level += 1)
    lines.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  return `${lines.join('\n')}\nservices: { cms: { image: x, labels: *a8 } }\n`;
}

/** @param {import('../lib/lab.mjs').Lab} lab */
async function truncatedLog(lab) {
  const { LogPath } = await lab.docker.inspect('station-cms-1');
  await lab.server.must(['truncate', '-s', '0', LogPath]);
  return () => lab.project.recreate('cms');
}
