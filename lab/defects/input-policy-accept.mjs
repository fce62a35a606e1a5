/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'input-policy-accept',
  title: 'The firewall lets everything in',
  expects: ['FWL-02'],
  apply: async (lab) => {
    const policy = (/** @type {string} */ word) =>
      lab.server.must(['sh', '-c', `iptables -P INPUT ${word} && ip6tables -P INPUT ${word}`]);
    await policy('ACCEPT');
    return async () => {
      await policy('DROP');
    };
  },
};
