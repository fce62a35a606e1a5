import type { EvidenceRef, NonEmpty } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';

/** What kind of service answers, as far as danger goes. */
export type ServiceKind = 'web' | 'ssh' | 'database' | 'docker-api' | 'debugger' | 'admin-panel' | 'app' | 'unknown';

/** One way by which somebody can reach something: compose ∩ runtime ∩ sockets ∩ firewall ∩ proxy. */
export interface ExposurePath {
  readonly from: 'internet' | 'local-network' | 'loopback';
  /** `host:sshd:22/tcp`, `container:web-1:8080/tcp`. */
  readonly to: string;
  readonly subject: string;
  readonly proto: 'tcp' | 'udp';
  readonly port: number;
  /** Port inside the container, when it is published. */
  readonly containerPort: number | null;
  /** Addresses that it is bound to. */
  readonly addresses: readonly string[];
  readonly kind: ServiceKind;
  /** The steps of the way, outermost first: `0.0.0.0:8080`, `docker-proxy`, `libretime-nginx`. */
  readonly path: readonly string[];
  /** The control that stops it, with its reason; null = nothing does. */
  readonly blockedBy: string | null;
  /** Is it in the declared policy (or the defaults 22, 80, 443)? */
  readonly declared: boolean;
  /** Remarks such as "ufw's deny does not apply: published ports bypass it". */
  readonly notes: readonly string[];
  readonly evidence: NonEmpty<EvidenceRef>;
}

/** Who can reach what, by which path. */
export const exposurePaths = defineFact<readonly ExposurePath[]>({
  id: 'exposure-paths',
  title: 'Who can reach what, by which path',
  sources: [
    'host.sockets',
    'docker.inspect',
    'docker.ps',
    'compose.file',
    'firewall.nft',
    'firewall.iptables',
    'firewall.ip6tables',
    'nginx.config',
  ],
});

/** What a prober at another place saw. */
export interface ProbedPort {
  readonly vantage: string;
  readonly to: string;
  readonly port: number;
  readonly family: 4 | 6;
  readonly result: 'open' | 'closed' | 'filtered';
  readonly ref: EvidenceRef;
}

/** Ports as seen from outside (VANTAGE: a place other than the host). */
export const outsideProbes = defineFact<readonly ProbedPort[]>({
  id: 'outside-probes',
  title: 'Ports as another machine sees them',
  sources: ['host.listen-probe'],
});

/** One HTTP answer. */
export interface HttpAnswer {
  readonly vantage: string;
  readonly url: string;
  readonly method: string;
  readonly resolvedTo: string | null;
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly error: string | null;
  readonly ref: EvidenceRef;
}

/** HTTP answers of the probes. */
export const httpAnswers = defineFact<readonly HttpAnswer[]>({
  id: 'http-answers',
  title: 'HTTP answers of the probes',
  sources: ['http.probe'],
});

/** A certificate, on disk or as served. */
export interface Certificate {
  readonly name: string;
  readonly where: 'disk' | 'served';
  readonly notAfter: Date;
  readonly notBefore: Date;
  readonly names: readonly string[];
  readonly issuer: string;
  readonly fingerprint: string;
  readonly selfSigned: boolean;
  readonly keyType: string;
  readonly keyBits: number | null;
  readonly ref: EvidenceRef;
}

/** Certificates of the declared or configured names; empty and complete = proven that no TLS is terminated here. */
export const certificates = defineFact<readonly Certificate[]>({
  id: 'certificates',
  title: 'TLS certificates on disk and as served',
  sources: ['tls.certificate', 'nginx.config'],
});
