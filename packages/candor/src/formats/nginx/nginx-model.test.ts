import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { directive, directives } from './context.js';
import {
  accessLogs,
  accessRules,
  addedHeaders,
  bodyLimitBytes,
  connectionLimits,
  defaultServers,
  errorLogs,
  forwardedHeaders,
  realIp,
  requestLimits,
  sslSettings,
} from './effective.js';
import { findLocation } from './find-location.js';
import type { NginxLocation, NginxModel, NginxServer } from './model.js';
import { nginxModel } from './nginx-model.js';
import { readNginx } from './read-nginx.js';

function model(text: string): NginxModel {
  const read = readNginx(text);
  if (!read.ok) throw new Error(read.reason);
  return nginxModel(read.value);
}

function onlyServer(inside: string, http = ''): { model: NginxModel; server: NginxServer } {
  const read = model(`http { ${http} server { ${inside} } }`);
  const server = read.servers[0];
  if (server === undefined) throw new Error('no server');
  return { model: read, server };
}

function locationOf(server: NginxServer, path: string): NginxLocation {
  const found = findLocation(server, path).location;
  if (found === null) throw new Error(`no location for ${path}`);
  return found;
}

describe('the case of December 2025', () => {
  const path = new URL('../../../../../test/bundles/2025-12-12T1800/artifacts/07-nginx-config.txt', import.meta.url);
  const read = model(readFileSync(path, 'utf8'));

  it('reads servers, upstream and limits', () => {
    expect(read.complete).toBe(true);
    expect(read.user?.args).toEqual(['www-data']);
    expect(
      read.servers.map(({ names, listens }) => [names, listens.map(({ host, port, ssl }) => [host, port, ssl])]),
    ).toEqual([
      [
        ['content.radio.example'],
        [
          ['*', 443, true],
          ['::', 443, true],
        ],
      ],
      [['content.radio.example'], [['*', 80, false]]],
    ]);
    expect(read.passes).toMatchObject([
      {
        target: 'http://localhost:3000',
        scheme: 'http',
        address: { host: 'localhost', port: 3000 },
        hasUri: false,
        line: 9,
        dumpLine: 20,
      },
    ]);
    const first = read.servers[0];
    expect(first && bodyLimitBytes(locationOf(first, '/').context).bytes).toBe(2 ** 30);
    expect(read.zones).toEqual([]);
  });
});

describe('listen', () => {
  it.each([
    ['443 ssl http2', { host: '*', port: 443, ssl: true, http2: true, defaultServer: false }],
    ['[::]:443 ssl default_server', { host: '::', port: 443, defaultServer: true }],
    ['127.0.0.1', { host: '127.0.0.1', port: 80 }],
    ['127.0.0.1:8080 proxy_protocol', { host: '127.0.0.1', port: 8080, proxyProtocol: true }],
    ['*:81', { host: '*', port: 81 }],
    ['unix:/run/n.sock', { host: '/run/n.sock', port: null, isUnixSocket: true }],
    ['443 quic reuseport', { quic: true, ssl: false, options: ['quic', 'reuseport'] }],
  ])('listen %s', (text, expected) => {
    expect(onlyServer(`listen ${text};`).server.listens).toMatchObject([{ ...expected, implicit: false }]);
  });

  it('adds the implicit listen', () => {
    expect(onlyServer('server_name a;').server.listens).toMatchObject([{ host: '*', port: 80, implicit: true }]);
  });

  it('finds default servers', () => {
    const read = model(
      'http { server { listen 80; server_name a; } server { listen 80 default_server; listen 443; server_name b; } }',
    );
    expect(defaultServers(read).map(({ port, explicit, server }) => [port, explicit, server.names[0]])).toEqual([
      [80, true, 'b'],
      [443, false, 'b'],
    ]);
  });
});

describe('inheritance', () => {
  const { model: read, server } = onlyServer(
    `add_header A 1; add_header B 2 always; proxy_set_header Host $host; limit_req zone=z burst=5 nodelay;
     set_real_ip_from 192.0.2.0/24; real_ip_header CF-Connecting-IP; allow 10.0.0.1; deny all; client_max_body_size 0;
     root /srv; access_log off; ssl_protocols TLSv1.2 TLSv1.3; proxy_pass http://up;
     location /keeps { proxy_pass http://up; }
     location /drops { add_header C 3; proxy_set_header X-Y ""; limit_req zone=missing; allow all; client_max_body_size 2m; alias /x; }
     location /merges { add_header_inherit merge; add_header C 3; }
     location /cuts { add_header_inherit off; }`,
    'limit_req_zone $binary_remote_addr zone=z:10m rate=30r/m; limit_conn_zone $server_name zone=c:1m; limit_conn c 4; error_log /dev/null crit; upstream up { server 127.0.0.1:3000; server unix:/s backup; }',
  );
  const keeps = locationOf(server, '/keeps').context;
  const drops = locationOf(server, '/drops').context;

  it('drops all headers when a level adds one', () => {
    const names = (path: string) => addedHeaders(locationOf(server, path).context).map(({ name }) => name);
    expect(names('/keeps')).toEqual(['A', 'B']);
    expect(names('/drops')).toEqual(['C']);
    expect(names('/merges')).toEqual(['A', 'B', 'C']);
    expect(names('/cuts')).toEqual([]);
    expect(addedHeaders(keeps).map(({ always }) => always)).toEqual([false, true]);
  });

  it('does the same for forwarded headers, limits and access rules', () => {
    expect([...forwardedHeaders(keeps).keys()]).toEqual(['host']);
    expect([...forwardedHeaders(drops)].map(([name, { args }]) => [name, args[1]])).toEqual([['x-y', '']]);
    expect(requestLimits(read, keeps)).toMatchObject([
      {
        zoneName: 'z',
        allowance: 5,
        nodelay: true,
        dryRun: false,
        zone: { ratePerSecond: 0.5, sizeBytes: 10 * 2 ** 20 },
      },
    ]);
    expect(requestLimits(read, drops)).toMatchObject([{ zoneName: 'missing', zone: null }]);
    expect(connectionLimits(read, drops)).toMatchObject([
      { zoneName: 'c', allowance: 4, zone: { key: '$server_name' } },
    ]);
    expect(accessRules(keeps).map(({ name, args }) => [name, ...args])).toEqual([
      ['allow', '10.0.0.1'],
      ['deny', 'all'],
    ]);
    expect(accessRules(drops).map(({ name, args }) => [name, ...args])).toEqual([['allow', 'all']]);
    expect(directives(drops, 'deny')).toEqual([]);
  });

  it('inherits single values, but no handlers', () => {
    expect(bodyLimitBytes(keeps).bytes).toBeNull();
    expect(bodyLimitBytes(drops).bytes).toBe(2 * 2 ** 20);
    expect(directive(keeps, 'root')?.args).toEqual(['/srv']);
    expect(directive(drops, 'root')).toBeNull();
    expect(directive(drops, 'proxy_pass')).toBeNull();
    expect(directive(keeps, 'proxy_pass')?.args).toEqual(['http://up']);
    expect(realIp(keeps)).toMatchObject({
      header: 'CF-Connecting-IP',
      recursive: false,
      from: [{ args: ['192.0.2.0/24'] }],
    });
    expect(accessLogs(keeps)).toMatchObject([{ path: null }]);
    expect(errorLogs(keeps)).toMatchObject([{ path: null, options: ['crit'] }]);
    expect(sslSettings(keeps).protocols).toEqual(['TLSv1.2', 'TLSv1.3']);
  });

  it('knows defaults', () => {
    const { server: bare } = onlyServer('location / { }');
    const { context } = locationOf(bare, '/');
    expect(bodyLimitBytes(context)).toEqual({ bytes: 2 ** 20, directive: null });
    expect(accessLogs(context)[0]?.directive).toBeNull();
    expect(accessRules(context)).toEqual([]);
    expect(realIp(context)).toEqual({ from: [], header: 'X-Real-IP', recursive: false });
    expect(sslSettings(context)).toMatchObject({ protocols: null, certificates: [] });
  });

  it('resolves upstream groups', () => {
    expect(read.passes[0]).toMatchObject({
      upstream: { name: 'up' },
      servers: [
        { host: '127.0.0.1', port: 3000 },
        { host: '/s', isUnixSocket: true, backup: true },
      ],
    });
  });
});

describe('passes', () => {
  it.each([
    [
      'proxy_pass http://127.0.0.1:3000/;',
      { hasUri: true, servers: [{ host: '127.0.0.1', port: 3000 }], variables: [] },
    ],
    ['proxy_pass http://[::1]:3000;', { address: { host: '::1', port: 3000 } }],
    ['proxy_pass https://$host$request_uri;', { variables: ['host', 'request_uri'], servers: [] }],
    ['proxy_pass http://127.0.0.1:3000$request_uri;', { variables: ['request_uri'] }],
    [
      'proxy_pass http://unix:/run/app.sock:/x;',
      { hasUri: true, address: { host: '/run/app.sock', isUnixSocket: true } },
    ],
    ['grpc_pass grpc://127.0.0.1:50051;', { directive: 'grpc_pass', scheme: 'grpc' }],
    ['fastcgi_pass unix:/run/php.sock;', { scheme: null, address: { isUnixSocket: true } }],
    ['if ($a) { proxy_pass http://b; }', { context: { kind: 'if' }, address: { host: 'b', port: null } }],
  ])('%s', (text, expected) => {
    expect(onlyServer(`location / { ${text} }`).model.passes).toMatchObject([expected]);
  });

  it('lets limit_except keep the handler', () => {
    const { server } = onlyServer('location / { proxy_pass http://a; limit_except GET { deny all; } }');
    const inner = locationOf(server, '/').context.children[0];
    expect(inner && directive(inner, 'proxy_pass')?.args).toEqual(['http://a']);
  });
});

describe('findLocation', () => {
  const { server } = onlyServer(`
    location = /exact { } location / { } location /api { location /api/deep { } location ~ ^/api/re { } }
    location ^~ /static { } location ~* \\.(js|css)$ { } location ~ (?<=x)odd { } location @named { }`);

  it.each([
    ['/exact', '/exact', true],
    ['/exact/', '/', false],
    ['/api/x', '/api', false],
    ['/api/deep/x', '/api/deep', false],
    ['/api/re', '^/api/re', true],
    ['/static/a.js', '/static', true],
    ['/a.JS', '\\.(js|css)$', true],
  ])('%s goes to %s', (path, expected, certain) => {
    expect(findLocation(server, path)).toMatchObject({ location: { path: expected }, certain });
  });

  it('says when nothing matches', () => {
    expect(findLocation(onlyServer('location /a { }').server, '/b')).toEqual({ location: null, certain: true });
  });

  it.each(['(a+)+$', '(?:a*)*b', '(.*)(.*)(.*)(.*)x', 'a'.repeat(400), '\\Ka', '(', '(?i)x'])(
    'does not run %s',
    (pattern) => {
      const { server: one } = onlyServer(`location ~ "${pattern.replaceAll('\\', '\\\\')}" { }`);
      const started = performance.now();
      expect(findLocation(one, `/${'a'.repeat(200)}`)).toEqual({ location: null, certain: false });
      expect(performance.now() - started).toBeLessThan(200);
    },
  );
});

describe('other parts', () => {
  it('reads maps, modules, streams and code', () => {
    const read = model(`load_module modules/ngx_http_js_module.so; pid /x;
      http { map $http_upgrade $connection_upgrade { default upgrade; '' close; ~*^x y; } geo $bad { 192.0.2.0/24 1; }
        server { location =/a { js_content main.x; access_by_lua_block { exit() } } } }
      stream { server { listen 27017; proxy_pass 127.0.0.1:27018; } }`);
    expect(read.modules).toMatchObject([{ path: 'modules/ngx_http_js_module.so', line: 1 }]);
    expect(read.maps).toMatchObject([
      {
        kind: 'map',
        source: '$http_upgrade',
        variable: 'connection_upgrade',
        defaultValue: 'upgrade',
        entries: [
          { pattern: '', value: 'close' },
          { pattern: '~*^x', isRegex: true },
        ],
      },
      { kind: 'geo', source: '$remote_addr', variable: 'bad', entries: [{ value: '1' }] },
    ]);
    expect(read.streamServers).toMatchObject([{ listens: [{ port: 27017 }] }]);
    expect(read.servers[0]?.locations).toMatchObject([{ modifier: '=', path: '/a' }]);
    expect(read.codeDirectives.map(({ name }) => name)).toEqual(['js_content', 'access_by_lua_block']);
    expect(read.passes).toMatchObject([{ scheme: null, address: { host: '127.0.0.1', port: 27018 } }]);
  });
});
