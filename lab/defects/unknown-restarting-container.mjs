/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'unknown-restarting-container',
  title: 'A container that no project knows restarts for ever',
  expects: ['PER-07'],
  apply: async (lab) => {
    const name = 'watchtower-helper';
    await lab.docker.create(name, {
      Image: 'mongo:8.0.17',
      Cmd: ['sh', '-c', 'sleep 3600'],
      User: '1000:1000',
      HostConfig: { RestartPolicy: { Name: 'always' }, NetworkMode: 'none' },
    });
    await lab.docker.start(name);
    return () => lab.docker.remove(name);
  },
};
