// `docker compose up` for the lab: brings the engine to what the compose file on the server says.
import { readFile, writeFile } from 'node:fs/promises';
import { parseDocument, stringify } from 'yaml';
import { configHash, containerSpec, mergeCompose, parseCompose, parseEnv } from './compose.mjs';
import { until } from './process.mjs';

/** @param {import('./docker-api.mjs').Docker} docker @param {import('./compose.mjs').Project} project */
async function createNetworks(docker, project) {
  const present = new Set((await docker.get('/networks')).map((/** @type {any} */ network) => network.Name));
  for (const [name, network] of Object.entries({ ...project.networks })) {
    const full = `${project.name}_${name}`;
    if (present.has(full)) continue;
    const labels = { 'com.docker.compose.project': project.name, 'com.docker.compose.network': name };
    await docker.call('POST', '/networks/create', {
      json: {
        Name: full,
        CheckDuplicate: true,
        Internal: network?.internal ?? false,
        Labels: labels,
        Options: network?.driver_opts,
      },
    });
  }
}

/** The end of a container's log. @param {import('./docker-api.mjs').Docker} docker @param {string} container */
async function lastWords(docker, container) {
  const log = await docker.call('GET', `/containers/${container}/logs?stdout=1&stderr=1&tail=12`);
  return log.replace(/[^\n\x20-\x7e]/g, '');
}

/** Services in the order of their `depends_on`. @param {import('./compose.mjs').Project} project */
function inOrder(project) {
  /** @type {string[]} */ const order = [];
  /** @param {string} name */
  const add = (name) => {
    if (order.includes(name)) return;
    for (const needed of project.services[name]?.depends_on ?? []) add(needed);
    order.push(name);
  };
  Object.keys(project.services).forEach(add);
  return order;
}

/**
 * A compose project in a folder of the server.
 * @param {import('./docker-api.mjs').Docker} docker
 * @param {string} root the server's root as seen from here
 * @param {string} folder absolute on the server
 * @param {readonly string[]} [names] its Compose files, later ones over earlier ones
 */
export function composeProject(docker, root, folder, names = ['compose.yaml']) {
  const files = names.map((name) => `${folder}/${name}`);
  const file = `${root}${files[0]}`;
  const read = async () => {
    const env = parseEnv(await readFile(`${root}${folder}/.env`, 'utf8').catch(() => ''));
    const parsed = [];
    for (const path of files) parsed.push(parseCompose(await readFile(`${root}${path}`, 'utf8'), env));
    const project = parsed.reduce((base, over) => mergeCompose(base, over));
    // Services of a profile start only when they are asked for.
    const started = Object.entries(project.services).filter(([, service]) => service.profiles === undefined);
    return { ...project, services: Object.fromEntries(started) };
  };
  /** @param {import('./compose.mjs').Project} project @param {string} service */
  const containerName = (project, service) =>
    project.services[service]?.container_name ?? `${project.name}-${service}-1`;

  /** @param {import('./compose.mjs').Project} project @param {string} name */
  const recreate = async (project, name) => {
    const container = containerName(project, name);
    await docker.remove(container);
    await docker.create(container, containerSpec(project, name, folder, files));
    const service = project.services[name];
    for (const network of service?.network_mode ? [] : (service?.networks ?? []).slice(1)) {
      await docker.call('POST', `/networks/${project.name}_${network}/connect`, {
        json: { Container: container, EndpointConfig: { Aliases: [name] } },
      });
    }
    await docker.start(container);
  };

  /** Creates what is missing or has changed, removes what the file no longer has, and waits until it answers. */
  const up = async () => {
    const project = await read();
    await createNetworks(docker, project);
    const filters = encodeURIComponent(JSON.stringify({ label: [`com.docker.compose.project=${project.name}`] }));
    const running = await docker.get(`/containers/json?all=1&filters=${filters}`);
    for (const container of running) {
      if (!project.services[container.Labels['com.docker.compose.service']]) await docker.remove(container.Id);
    }
    for (const name of inOrder(project)) {
      const present = running.find(
        (/** @type {any} */ container) => container.Labels['com.docker.compose.service'] === name,
      );
      const wanted = configHash(project.services[name] ?? {});
      if (present?.State === 'running' && present.Labels['com.docker.compose.config-hash'] === wanted) continue;
      await recreate(project, name);
    }
    await answers(project);
  };

  /** Waits until each service answers its own health check, asked here: the engine asks for the first time after a whole
   * interval. @param {import('./compose.mjs').Project} project */
  const answers = async (project) => {
    for (const [name, service] of Object.entries(project.services)) {
      const [kind, ...test] = service.healthcheck?.test ?? ['CMD', 'true'];
      const command = kind === 'CMD-SHELL' ? ['sh', '-c', ...test] : test;
      const container = containerName(project, name);
      try {
        await until(`${name} to answer`, async () => (await docker.exec(container, command)) === 0);
      } catch (error) {
        throw new Error(`${name} does not answer; its last words:\n${await lastWords(docker, container)}`, {
          cause: error,
        });
      }
    }
  };

  /** Waits until the engine calls every service healthy. */
  const healthy = async () => {
    const project = await read();
    for (const name of Object.keys(project.services)) {
      const state = async () => (await docker.inspect(containerName(project, name))).State;
      await until(`${name} to be healthy`, async () => (await state()).Health?.Status === 'healthy', {
        timeoutMs: 30_000,
      });
    }
  };

  return {
    folder,
    up,
    healthy,
    read,
    /** Recreates one service though nothing has changed. @param {string} name */
    recreate: async (name) => {
      const project = await read();
      await recreate(project, name);
      await answers(project);
    },
    /** Changes the file on the server and brings the engine to it; the answer puts both back.
     * @param {(project: import('./compose.mjs').Project) => void} change */
    edit: async (change) => {
      const before = await readFile(file, 'utf8');
      const project = parseDocument(before, { merge: true }).toJS();
      change(project);
      const restore = async () => {
        await writeFile(file, before);
        await up();
      };
      await writeFile(file, stringify(project));
      try {
        await up();
      } catch (error) {
        await restore();
        throw error;
      }
      return restore;
    },
  };
}
/** @typedef {ReturnType<typeof composeProject>} ComposeProject */
