import { writeHostFile } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'unknown-systemd-unit',
  title: 'A systemd unit that no package brought',
  expects: ['PER-02'],
  apply: (lab) =>
    writeHostFile(
      lab,
      '/etc/systemd/system/dbus-helper.service',
      '[Unit]\nDescription=D-Bus helper\n[Service]\nExecStart=/usr/bin/true\nRestart=always\n[Install]\nWantedBy=multi-user.target\n',
      { mode: 0o644 },
    ),
};
