/** Peer ranges that bind a version of next: what `@payloadcms/next` accepts (npm, `peerDependencies`). */
export interface PeerRange {
  readonly package: string;
  /** Versions of `package` that have this peer range. */
  readonly versions: string;
  readonly peer: string;
  readonly accepts: string;
}

/** Known peer ranges; 3.90.2 was read from the registry (advisories.md). */
export const knownPeerRanges: readonly PeerRange[] = [
  {
    package: '@payloadcms/next',
    versions: '>=3.90.0',
    peer: 'next',
    accepts: '>=15.2.9 <15.3.0 || >=15.3.9 <15.4.0 || >=15.4.11 <15.5.0 || >=16.3.3',
  },
];

/** Releases that may be recommended, newest last; the newest of 2026-11-22 (16.4.6 lacks a platform package). */
export const recommendable: Readonly<Record<string, readonly string[]>> = {
  next: ['15.5.29', '16.4.5'],
  payload: ['3.90.2'],
  sharp: ['0.35.5'],
  'react-server-dom-webpack': ['19.0.9', '19.1.10', '19.2.9', '19.3.1'],
  'react-server-dom-turbopack': ['19.0.9', '19.1.10', '19.2.9', '19.3.1'],
  'react-server-dom-parcel': ['19.0.9', '19.1.10', '19.2.9', '19.3.1'],
  mongodb: ['7.0.28', '8.0.17'],
  nginx: ['1.30.7'],
  docker: ['28.5.2'],
  runc: ['1.2.8', '1.3.3'],
};
