// The Docker Engine's API over its socket (1.41), as far as the lab needs it.
import http from 'node:http';

/** @typedef {{ status: number, text: string }} Answer */

/**
 * One request; resolves with whatever the engine answers.
 * @param {string} socketPath
 * @param {string} method
 * @param {string} path below the version, such as `/containers/json`
 * @param {{ json?: unknown, tar?: Buffer | import('node:stream').Readable }} [body]
 * @returns {Promise<Answer>}
 */
export function ask(socketPath, method, path, body = {}) {
  return new Promise((resolve, reject) => {
    const type = body.tar ? 'application/x-tar' : 'application/json';
    const request = http.request(
      { socketPath, method, path: `/v1.41${path}`, headers: { 'content-type': type } },
      (response) => {
        /** @type {Buffer[]} */ const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        );
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    if (body.tar && 'pipe' in body.tar) body.tar.pipe(request);
    else request.end(body.tar ?? (body.json === undefined ? undefined : JSON.stringify(body.json)));
  });
}

/** A client for one socket whose calls throw for every answer of 400 and above.
 * @param {string} socketPath */
export function dockerClient(socketPath) {
  /** @param {string} method @param {string} path @param {Parameters<typeof ask>[3]} [body] */
  const call = async (method, path, body) => {
    const answer = await ask(socketPath, method, path, body);
    if (answer.status >= 400) throw new Error(`docker ${method} ${path}: ${answer.status} ${answer.text.trim()}`);
    return answer.text;
  };
  /** @param {string} path @returns {Promise<any>} */
  const get = async (path) => JSON.parse(await call('GET', path));
  return {
    call,
    get,
    /** @param {string} name @param {object} spec @returns {Promise<string>} its id */
    create: async (name, spec) =>
      JSON.parse(await call('POST', `/containers/create?name=${encodeURIComponent(name)}`, { json: spec })).Id,
    /** @param {string} name */
    start: (name) => call('POST', `/containers/${name}/start`),
    /** @param {string} name @returns {Promise<any>} */
    inspect: (name) => get(`/containers/${name}/json`),
    /** Removes a container, running or not; one that is not there is no error. @param {string} name */
    remove: async (name) => {
      const answer = await ask(socketPath, 'DELETE', `/containers/${name}?force=1&v=1`);
      if (answer.status >= 400 && answer.status !== 404) throw new Error(`docker rm ${name}: ${answer.text.trim()}`);
    },
    /** Runs a command in a container to its end. @param {string} name @param {readonly string[]} command
     * @param {{ user?: string, privileged?: boolean, detach?: boolean }} [options] @returns {Promise<number | null>} exit code */
    exec: async (name, command, options = {}) => {
      const created = JSON.parse(
        await call('POST', `/containers/${name}/exec`, {
          json: {
            Cmd: command,
            User: options.user ?? '',
            Privileged: options.privileged ?? false,
            AttachStdout: !options.detach,
            AttachStderr: !options.detach,
          },
        }),
      );
      await call('POST', `/exec/${created.Id}/start`, { json: { Detach: options.detach ?? false, Tty: false } });
      return options.detach ? null : (await get(`/exec/${created.Id}/json`)).ExitCode;
    },
  };
}
/** @typedef {ReturnType<typeof dockerClient>} Docker */
