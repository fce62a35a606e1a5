import { refTo } from '../core/evidence.js';
import { dockerNetworks } from '../facts/docker-networks.js';
import { readDockerNetworks } from '../formats/docker/engine.js';
import { defineParser } from './parser.js';
import { factOf, readArtifacts } from './readings.js';

/** Networks of the engine from `docker network ls` or `inspect`, or the API. */
export const dockerNetworksParser = defineParser(dockerNetworks, (context) => {
  const readings = readArtifacts(context, 'docker.networks', readDockerNetworks);
  const rows = readings.rows.flatMap(({ artifact, value }) =>
    value.map(({ name, driver, internal, subnets, line }) => ({
      name,
      driver,
      internal,
      subnets,
      ref: refTo(artifact, line, name),
    })),
  );
  return factOf(readings, rows);
});
