// Rules in the shapes of SigmaHQ's Linux and web rules (image ends with, command line contains some or all, filters, a
// pattern now and then): their number and their fields are SigmaHQ's, their words are made up. The rules themselves are
// not copied here (licence), and cannot be fetched on a machine without their registry.
const syllables = [
  'ba',
  'cor',
  'dex',
  'fil',
  'gru',
  'hap',
  'jol',
  'kem',
  'lut',
  'mox',
  'nib',
  'pra',
  'qui',
  'rus',
  'sti',
  'tov',
  'wix',
  'yur',
  'zan',
];

function words(seed) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state;
  };
  return (count) =>
    Array.from(
      { length: count },
      () =>
        syllables[next() % syllables.length] +
        syllables[(next() >>> 5) % syllables.length] +
        syllables[(next() >>> 9) % syllables.length],
    );
}

const list = (values) => values.map((value) => `        - '${value}'`).join('\n');

function processRule(n) {
  const make = words(n + 1);
  const [image, other] = make(2);
  const shapes = [
    `    selection:\n      Image|endswith:\n${list(make(3).map((word) => `/${word}`))}\n    filter_main_x:\n      ParentImage|endswith: '/${other}'\n    condition: selection and not 1 of filter_main_*`,
    `    selection:\n      CommandLine|contains:\n${list(make(9).map((word) => ` --${word}=`))}\n    condition: selection`,
    `    selection_img:\n      Image|endswith: '/${image}'\n    selection_cli:\n      CommandLine|contains|all:\n${list(make(3))}\n    condition: all of selection_*`,
    `    selection_1:\n      Image|endswith:\n        - '/bash'\n        - '/sh'\n      CommandLine|contains: ' -c '\n    selection_2:\n      CommandLine|contains:\n${list(make(6).map((word) => `${word} -`))}\n    condition: selection_1 and selection_2`,
    `    selection:\n      CommandLine|re: '(?i)${image}\\s+-(e|ec|enc)(\\s+|:|=)'\n    condition: selection`,
    `    selection:\n      - Image|startswith: '/${image}/'\n      - CommandLine|contains: '${other}'\n    filter:\n      User: root\n    condition: selection and not filter`,
  ];
  // SigmaHQ has a pattern in one rule of thirty, the other shapes in turn.
  const shape = n % 30 === 0 ? shapes[4] : shapes[[0, 1, 2, 3, 5][n % 5]];
  return `title: Process ${n}\nid: process-${n}\nstatus: test\nlogsource:\n    product: linux\n    category: process_creation\ndetection:\n${shape}\nlevel: medium\n`;
}

function webRule(n) {
  const make = words(n + 5_000);
  const shapes = [
    `    selection:\n      cs-method: POST\n      cs-uri-query|contains:\n${list(make(4).map((word) => `/${word}.php`))}\n    condition: selection`,
    `    selection:\n      cs-uri-query|contains:\n${list(make(12).map((word) => `${word}(`))}\n    filter:\n      sc-status: 404\n    condition: selection and not filter`,
    `    keywords:\n${list(make(20).map((word) => `/${word}/`))}\n    condition: keywords`,
    `    selection:\n      cs-user-agent|contains:\n${list(make(15))}\n    condition: selection`,
    `    selection:\n      cs-uri-stem|endswith: '/${make(1)[0]}'\n      sc-status: 200\n    condition: selection`,
  ];
  return `title: Web ${n}\nid: web-${n}\nstatus: test\nlogsource:\n    category: webserver\ndetection:\n${shapes[n % shapes.length]}\nlevel: medium\n`;
}

/** As many as SigmaHQ has: about 130 for program starts on Linux and 60 for web servers, here twice as many. */
export function generatedRules() {
  return [
    ...Array.from({ length: 260 }, (_, n) => processRule(n)),
    ...Array.from({ length: 120 }, (_, n) => webRule(n)),
  ].join('---\n');
}
