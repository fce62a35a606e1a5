import { withPayload } from '@payloadcms/next/withPayload';

export default withPayload({
  output: 'standalone',
  poweredByHeader: false,
  productionBrowserSourceMaps: false,
  images: { remotePatterns: [], dangerouslyAllowSVG: false },
  experimental: { serverActions: { bodySizeLimit: '1mb', allowedOrigins: ['cms.station.example'] } },
});
