// The proxy in front of the public names: `node edge-server.mjs CERTIFICATE-FOLDER ORIGIN AUTHORITY`. Ends TLS on
// :443, hands the request on with the visitor's address and a certificate of its own (authenticated origin pulls), and
// marks the answer as a CDN does. Ends with its parent.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';

const [folder, origin, authority] = process.argv.slice(2);
const ca = readFileSync(`${authority}/ca.pem`);
const tls = { cert: readFileSync(`${folder}/fullchain.pem`), key: readFileSync(`${folder}/key.pem`) };
let served = 0;

/** @param {http.IncomingMessage} request @param {http.ServerResponse} response */
function pass(request, response) {
  served += 1;
  const name = (request.headers.host ?? '').split(':')[0];
  const mark = { server: 'station-edge', 'x-edge-ray': `${Date.now().toString(16)}${served}` };
  const onward = https.request(
    {
      host: origin,
      servername: name,
      method: request.method,
      path: request.url,
      ca,
      ...tls,
      headers: { ...request.headers, 'cf-connecting-ip': request.socket.remoteAddress?.replace('::ffff:', '') },
    },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...mark });
      answer.pipe(response);
    },
  );
  onward.on('error', (error) => {
    response.writeHead(502, mark);
    response.end(error.message);
  });
  request.pipe(onward);
}

/** @param {http.IncomingMessage} request @param {http.ServerResponse} response */
const toHttps = (request, response) => {
  response.writeHead(301, { location: `https://${request.headers.host}${request.url}`, server: 'station-edge' });
  response.end();
};

https.createServer(tls, pass).listen(443, '::', () => process.stdout.write('ready\n'));
http.createServer(toHttps).listen(80, '::');
