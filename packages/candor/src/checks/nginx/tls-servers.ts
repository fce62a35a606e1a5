import {
  directive,
  type NginxContext,
  type NginxModel,
  type NginxServer,
  sslSettings,
} from '../../formats/nginx/index.js';

/** Servers that end TLS and answer; one that refuses every handshake (`ssl_reject_handshake`) answers nobody. */
export function tlsServers(model: NginxModel): readonly NginxServer[] {
  return model.servers.filter(
    ({ listens, context }) =>
      listens.some(({ ssl, quic }) => ssl || quic) && directive(context, 'ssl_reject_handshake')?.args[0] !== 'on',
  );
}

/** Only clients with a certificate of the named authority get an answer (ngx_http_ssl_module, `ssl_verify_client`). */
export function verifiesClients(context: NginxContext): boolean {
  const { verifyClient, clientCertificate } = sslSettings(context);
  return verifyClient === 'on' && clientCertificate !== null;
}
