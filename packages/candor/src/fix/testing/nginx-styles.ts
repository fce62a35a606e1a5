/** One nginx configuration as people write it: one TLS server `www.example.org`, the app behind `localhost:3000`. */
export interface NginxStyle {
  readonly name: string;
  /** Files in the order of the dump, the main one first. */
  readonly files: Readonly<Record<string, string>>;
}

const main = '/etc/nginx/nginx.conf';
const one = (name: string, text: string): NginxStyle => ({ name, files: { [main]: text } });
const crlf = (text: string) => text.replaceAll('\n', '\r\n');

const plain = `events {}
http {
    server {
        listen 443 ssl;
        server_name www.example.org;
        location / {
            proxy_pass http://localhost:3000;
        }
    }
}
`;

/** The same in two blanks, tabs, …: only blanks differ. */
const indented = (step: string) => plain.replaceAll('    ', step);

/** nginx files of different styles: indentation, tabs, braces, quotes, comments, includes, maps, line ends. */
export const nginxStyles: readonly NginxStyle[] = [
  one('four blanks', plain),
  one('two blanks', indented('  ')),
  one('tabs', indented('\t')),
  one('eight blanks', indented('        ')),
  one('no indentation', indented('')),
  one('carriage returns', crlf(plain)),
  one('carriage returns and tabs', crlf(indented('\t'))),
  one('no line feed at the end', plain.trimEnd()),
  one('a byte order mark', `# \ufeff\n${plain}`),
  one('braces on lines of their own', plain.replaceAll(/ \{\n/g, '\n{\n')),
  one(
    'everything on one line',
    'events {} http { server { listen 443 ssl; server_name www.example.org; location / { proxy_pass http://localhost:3000; } } }\n',
  ),
  one('a location on one line', plain.replace(/location \/ \{\s*(proxy_pass [^;]*;)\s*\}/, 'location / { $1 }')),
  one(
    'comments everywhere, with braces and quotes in them',
    `# main { "\nevents {} # none\nhttp { # {\n    # it's one server\n    server { # "first\n        listen 443 ssl; # tls;\n        # name\n        server_name www.example.org; # }\n        location / { # all\n            # the app's port\n            proxy_pass http://localhost:3000; # node\n            # end\n        }\n        # after\n    }\n    # last\n}\n# bottom\n`,
  ),
  one(
    'double quotes',
    plain.replace('http://localhost:3000', '"http://localhost:3000"').replace('www.example.org', '"www.example.org"'),
  ),
  one(
    'single quotes',
    plain.replace('http://localhost:3000', "'http://localhost:3000'").replace('www.example.org', "'www.example.org'"),
  ),
  one(
    'an upstream group',
    plain
      .replace(
        'http {',
        'http {\n    upstream app {\n        server localhost:3000 max_fails=3;\n        keepalive 8;\n    }',
      )
      .replace('http://localhost:3000', 'http://app'),
  ),
  one(
    'arguments over several lines',
    plain.replace('server_name www.example.org;', 'server_name\n            example.org\n            www.example.org;'),
  ),
  one(
    'a map with patterns and braces in words',
    plain.replace(
      'http {',
      'http {\n    map $http_upgrade $connection_upgrade {\n        default upgrade;\n        "~^a{2,3};$" x;\n        \'\' close;\n    }\n    log_format main \'{"at":"$time_iso8601"}\';',
    ),
  ),
  one('a variable with braces', plain.replace('proxy_pass', `set $to "$${'{scheme}'}://x";\n            proxy_pass`)),
  one(
    'a Lua block',
    plain.replace(
      'proxy_pass',
      'content_by_lua_block { local t = { a = "}" } -- }\n            }\n            proxy_pass',
    ),
  ),
  one('escapes', plain.replace('location / {', 'location ~ \\.(png|svg)$ { expires 30d; }\n        location / {')),
  one(
    'aligned columns',
    plain.replace('listen 443', 'listen              443').replace('server_name www', 'server_name         www'),
  ),
  one('blank lines', plain.replaceAll('\n', '\n\n')),
  {
    name: 'sites in files of their own',
    files: {
      [main]:
        'user www-data;\nevents { worker_connections 768; }\nhttp {\n\tinclude /etc/nginx/mime.types;\n\tinclude /etc/nginx/sites-enabled/*;\n}\n',
      '/etc/nginx/mime.types': 'types {\n    text/html html;\n}\n',
      '/etc/nginx/sites-enabled/site':
        'server {\n\tlisten 443 ssl;\n\tserver_name www.example.org;\n\n\tlocation / {\n\t\tproxy_pass http://localhost:3000;\n\t}\n}\n',
    },
  },
  {
    name: 'a snippet with the headers to the app',
    files: {
      [main]:
        'events {}\nhttp {\n  server {\n    listen 443 ssl;\n    server_name www.example.org;\n    location / {\n      include snippets/app.conf;\n      proxy_pass http://localhost:3000;\n    }\n  }\n}\n',
      '/etc/nginx/snippets/app.conf':
        'proxy_set_header Host $http_host; # name\nproxy_set_header X-Real-IP $remote_addr;\n',
    },
  },
  one(
    'two servers, a redirect first',
    `events {}\nhttp {\n  server { listen 80; server_name www.example.org; return 301 https://$host$request_uri; }\n${plain.split('\n').slice(2, -2).join('\n')}\n}\n`,
  ),
];
