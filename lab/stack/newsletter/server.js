// The second app of the stack: a subscription form without dependencies.
const http = require('node:http');

const form =
  '<!DOCTYPE html><html lang="en"><title>Newsletter</title><form method="post"><input name="email"></form></html>';
const server = http.createServer((request, response) => {
  const known = request.url === '/' || request.url === '/api/health';
  response.writeHead(known ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
  response.end(known ? form : 'not found');
});
server.listen(Number(process.env.PORT ?? 3100), '0.0.0.0', () => console.log('newsletter listens'));
process.on('SIGTERM', () => process.exit(0));
