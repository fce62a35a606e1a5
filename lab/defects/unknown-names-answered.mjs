import { editNginx } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'unknown-names-answered',
  title: 'Every name is answered, not only ours',
  expects: ['NGX-06'],
  apply: (lab) =>
    editNginx(lab, 'sites-enabled/00-unknown.conf', (text) =>
      text
        .replaceAll(/^ *(return 444|ssl_reject_handshake on);\n/gm, '')
        .replaceAll(' default_server', '')
        .replace('server_name _;', 'server_name old.station.example;')
        .replaceAll(
          'listen [::]:443 ssl;',
          'listen [::]:443 ssl;\n  ssl_certificate /etc/ssl/station/fullchain.pem;\n  ssl_certificate_key /etc/ssl/station/key.pem;',
        ),
    ),
};
