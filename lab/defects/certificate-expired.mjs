import { makeCertificate } from '../lib/certificates.mjs';
import { publicNames, reloadNginx } from '../lib/host-setup.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'certificate-expired',
  title: 'The certificate ran out yesterday',
  expects: ['TLS-01'],
  apply: async (lab) => {
    const folder = `${lab.server.root}/etc/ssl/station`;
    const names = publicNames;
    const renew = async (/** @type {number} */ days) => {
      await makeCertificate({ authority: `${lab.secrets}/ca`, folder, names, days });
      await reloadNginx(lab.server);
    };
    await renew(-1);
    return () => renew(80);
  },
};
