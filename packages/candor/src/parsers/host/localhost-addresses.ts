import { localhostAddresses } from '../../facts/host.js';
import { readResolver } from '../../formats/host/resolver.js';
import { defineParser } from '../parser.js';
import { factOf, readArtifacts } from '../readings.js';

/** What `localhost` resolves to: the answer of getent(1) where there is one, else /etc/hosts, in its order. */
export const localhostAddressesParser = defineParser(localhostAddresses, (context) => {
  const readings = readArtifacts(context, 'host.resolver', readResolver);
  const own = readings.rows.flatMap((row) => row.value).filter(({ names }) => names.includes('localhost'));
  const answers = own.filter(({ source }) => source === 'ahosts');
  const addresses = [...new Set((answers.length > 0 ? answers : own).map(({ address }) => address))];
  const gap =
    addresses.length > 0 ? null : { reason: 'unparseable' as const, detail: 'host.resolver does not name localhost' };
  return factOf(readings, addresses, { gap });
});
