/** One Compose file as people write them; the service `app` publishes 3000 wide and has a volume `./scripts`. */
export interface ComposeStyle {
  readonly name: string;
  readonly text: string;
}

const crlf = (text: string) => text.replaceAll('\n', '\r\n');

const variable = (name: string) => `$${`{${name}}`}`;

/** Compose files of different styles: indentation, quotes, lists, anchors, flow, comments, line ends. */
export const composeStyles: readonly ComposeStyle[] = [
  {
    name: 'two blanks, dashes below their key',
    text: 'services:\n  app:\n    image: node:24\n    ports:\n    - "3000:3000"\n    volumes:\n    - ./scripts:/app/scripts\n  db:\n    image: mongo:8\n',
  },
  {
    name: 'two blanks, dashes indented',
    text: 'services:\n  app:\n    image: node:24\n    ports:\n      - "3000:3000"\n    volumes:\n      - ./scripts:/app/scripts\n  db:\n    image: mongo:8\n',
  },
  {
    name: 'four blanks',
    text: 'services:\n    app:\n        image: node:24\n        ports:\n            - "3000:3000"\n        volumes:\n            - ./scripts:/app/scripts\n    db:\n        image: mongo:8\n',
  },
  {
    name: 'one blank',
    text: 'services:\n app:\n  image: node:24\n  ports:\n   - "3000:3000"\n  volumes:\n   - ./scripts:/app/scripts\n db:\n  image: mongo:8\n',
  },
  {
    name: 'single quotes',
    text: "services:\n  'app':\n    image: 'node:24'\n    ports:\n      - '3000:3000'\n    volumes:\n      - './scripts:/app/scripts'\n  'db':\n    image: 'mongo:8'\n",
  },
  {
    name: 'no quotes',
    text: 'services:\n  app:\n    image: node:24\n    ports:\n      - 3000:3000\n    volumes:\n      - ./scripts:/app/scripts\n  db:\n    image: mongo:8\n',
  },
  {
    name: 'flow lists',
    text: 'services:\n  app:\n    image: node:24\n    ports: ["3000:3000"]\n    volumes: [./scripts:/app/scripts]\n  db: { image: mongo:8 }\n',
  },
  {
    name: 'flow lists with blanks and a trailing comma',
    text: 'services:\n  app:\n    image: node:24\n    ports: [ "3000:3000", ]\n    volumes: [ "./scripts:/app/scripts", ]\n  db: {image: mongo:8}\n',
  },
  {
    name: 'the whole service in braces',
    text: 'services:\n  app: { image: node:24, ports: ["3000:3000"], volumes: ["./scripts:/app/scripts"] }\n  db: { image: mongo:8 }\n',
  },
  {
    name: 'braces over several lines',
    text: 'services:\n  app: {\n    image: node:24,\n    ports: [\n      "3000:3000"\n    ],\n    volumes: ["./scripts:/app/scripts"]\n  }\n  db: { image: mongo:8 }\n',
  },
  {
    name: 'JSON',
    text: '{\n  "services": {\n    "app": {\n      "image": "node:24",\n      "ports": ["3000:3000"],\n      "volumes": ["./scripts:/app/scripts"]\n    },\n    "db": { "image": "mongo:8" }\n  }\n}\n',
  },
  {
    name: 'comments everywhere',
    text: '# the stack\nservices: # all of it\n  # the app\n  app: # cms\n    # pinned by hand\n    image: node:24 # do not raise\n    # open for the tunnel\n    ports: # web\n      # first\n      - "3000:3000" # app\n      # last\n    # code\n    volumes:\n      - ./scripts:/app/scripts # jobs\n\n  # the database\n  db:\n    image: mongo:8\n# end\n',
  },
  {
    name: 'carriage returns',
    text: crlf(
      'services:\n  app:\n    image: node:24\n    # web\n    ports:\n      - "3000:3000"\n    volumes:\n      - ./scripts:/app/scripts\n  db:\n    image: mongo:8\n',
    ),
  },
  {
    name: 'no line feed at the end, the service last',
    text: 'services:\n  db:\n    image: mongo:8\n  app:\n    image: node:24\n    ports:\n      - "3000:3000"\n    volumes:\n      - ./scripts:/app/scripts',
  },
  {
    name: 'an anchor on the service, a merge in the other',
    text: 'services:\n  app: &app\n    image: node:24\n    ports:\n      - "3000:3000"\n    volumes:\n      - ./scripts:/app/scripts\n  db:\n    image: mongo:8\n',
  },
  {
    name: 'a merge key with hardening',
    text: 'x-base: &base\n  restart: always\n  cap_add: [NET_RAW]\nservices:\n  app:\n    <<: *base\n    image: node:24\n    ports:\n      - "3000:3000"\n    volumes:\n      - ./scripts:/app/scripts\n  db:\n    <<: *base\n    image: mongo:8\n',
  },
  {
    name: 'two merge keys in a list',
    text: 'x-a: &a { restart: always }\nx-b: &b\n  init: true\nservices:\n  app:\n    <<: [*a, *b]\n    image: node:24\n    ports: ["3000:3000"]\n    volumes: ["./scripts:/app/scripts"]\n  db:\n    image: mongo:8\n',
  },
  {
    name: 'anchors on scalars',
    text: 'services:\n  app:\n    image: &img "node:24"\n    ports:\n      - &port "3000:3000"\n    volumes:\n      - &vol ./scripts:/app/scripts\n  db:\n    image: mongo:8\n',
  },
  {
    name: 'the long forms',
    text: 'services:\n  app:\n    image: node:24\n    ports:\n      - target: 3000\n        published: "3000"\n        protocol: tcp\n    volumes:\n      - type: bind\n        source: ./scripts\n        target: /app/scripts\n  db:\n    image: mongo:8\n',
  },
  {
    name: 'the long forms in braces',
    text: 'services:\n  app:\n    image: node:24\n    ports:\n      - { target: 3000, published: 3000 }\n    volumes:\n      - { type: bind, source: ./scripts, target: /app/scripts }\n  db:\n    image: mongo:8\n',
  },
  {
    name: 'an address that is not loopback',
    text: 'services:\n  app:\n    image: node:24\n    ports:\n      - "0.0.0.0:3000:3000/tcp"\n    volumes:\n      - ./scripts:/app/scripts:rw,z\n  db:\n    image: mongo:8\n',
  },
  {
    name: 'a variable for the port',
    text: `services:\n  app:\n    image: node:24\n    ports:\n      - ${variable('APP_PORT:-3000')}:3000\n    volumes:\n      - ${variable('CODE:-./scripts')}:/app/scripts\n  db:\n    image: mongo:8\n`,
  },
  {
    name: 'block scalars and blank lines',
    text: 'services:\n\n  app:\n\n    image: node:24\n\n    command: |\n      node server.js\n\n      # no comment\n\n    ports:\n\n      - "3000:3000"\n\n    volumes:\n\n      - ./scripts:/app/scripts\n\n\n  db:\n    image: mongo:8\n',
  },
  {
    name: 'a document marker, a version and other sections',
    text: '---\nversion: "3.8"\nservices:\n  app:\n    build: .\n    ports:\n      - "3000:3000"\n    volumes:\n      - ./scripts:/app/scripts\n  db:\n    image: mongo:8\nvolumes:\n  data: {}\nnetworks:\n  web:\n',
  },
  {
    name: 'text outside of ASCII and a byte order mark',
    text: '\ufeffservices:\n  # Dienst für die Bühne 🎭\n  app:\n    image: node:24\n    labels: { title: "Bühne – Größe 🎭" }\n    ports:\n      - "3000:3000"\n    volumes:\n      - ./scripts:/app/scripts\n  db:\n    image: mongo:8\n',
  },
  {
    name: 'keys in another order, lists last',
    text: 'services:\n  db:\n    image: mongo:8\n  app:\n    volumes:\n      - ./scripts:/app/scripts\n    ports:\n      - "3000:3000"\n    restart: always\n    image: node:24\nvolumes: {}\n',
  },
  {
    name: 'aligned values and tabs behind them',
    text: 'services:\n  app:\n    image:      node:24\t# image\n    ports:\n      -   "3000:3000"\t# port\n    volumes:\n      -   ./scripts:/app/scripts\n  db:\n    image:      mongo:8\n',
  },
];
