import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { code, generated, table } from './markdown.mjs';

/** Every artefact of a bundle, who collects it and which facts are read from it. */
export async function artifactsPage(dist) {
  const load = (path) => import(pathToFileURL(join(dist, path)));
  const { artifactIds } = await load('core/artifact-catalogue.js');
  const { defaultCollectors } = await load('collectors/default-collectors.js');
  const { parsers } = await load('parsers/index.js');
  const rows = artifactIds.map((id) => {
    const by = defaultCollectors.filter(({ artifacts }) => artifacts.includes(id)).map((each) => each.id);
    const facts = parsers.filter(({ spec }) => spec.sources.includes(id)).map(({ spec }) => code(spec.id));
    return [code(id), by.join(', ') || 'brought along', [...new Set(facts)].join(', ') || '–'];
  });
  return `${generated}\n# Artefacts\n\nWhat a bundle can hold. *Brought along*: Candor does not collect it on its own and reads it when it is there.\n\n${table(['artefact', 'collector', 'facts'], rows)}\n`;
}
