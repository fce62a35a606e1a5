import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withPayload } from '@payloadcms/next/withPayload';

const here = dirname(fileURLToPath(import.meta.url));

export default withPayload({
  output: 'standalone',
  outputFileTracingRoot: here,
  turbopack: { root: here },
  poweredByHeader: false,
  productionBrowserSourceMaps: false,
  images: { remotePatterns: [], dangerouslyAllowSVG: false },
  experimental: { serverActions: { bodySizeLimit: '1mb', allowedOrigins: ['cms.station.example'] } },
});
