// Lines of 100 KB that are built to be slow for a pattern, and patterns that are built to be slow.
const SIZE = 100_000;

function seeded(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Repeats of the pattern's own words and characters, so that no search for a literal ends it early. */
export function hostileLines(source) {
  const letters = [...new Set(source.replace(/\\./g, ' ').replace(/[()[\]{}^$|*+?.\\]/g, ''))].join('') || 'a';
  const random = seeded(3);
  const mixed = Array.from({ length: SIZE }, () => letters[Math.floor(random() * letters.length)]).join('');
  const words = source.split(/[()[\]{}^$|*+?.\\]+/).filter((word) => word.length > 1);
  return [
    ...[...letters].slice(0, 12).map((letter) => letter.repeat(SIZE)),
    mixed,
    `${letters}${mixed.slice(letters.length)}`,
    ...words.slice(0, 5).map((word) => word.repeat(Math.ceil(SIZE / word.length)).slice(0, SIZE)),
    ...words.slice(0, 5).map((word) => `${word} ${letters[0].repeat(SIZE - word.length - 1)}`),
    `/${'a'.repeat(40)}`.repeat(SIZE / 41),
    ' '.repeat(SIZE),
    '$('.repeat(SIZE / 2),
    '../'.repeat(SIZE / 3),
    '\u00e9'.repeat(SIZE),
    Array.from({ length: SIZE }, () => String.fromCharCode(32 + Math.floor(random() * 60_000))).join(''),
  ];
}

/** From the literature on regular expression denial of service, and from SigmaHQ's shapes. */
export const userPatterns = [
  '(a|aa)+$',
  '(a*)*b',
  '(a+)+$',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(x+x+)+y',
  '.*.*=.*',
  '(.*)(.*)(.*)(.*)(.*)[b-z]',
  '[ab]*a[ab]{20}c',
  '[ab]*a[ab]{100}c',
  '(a|b)*a(a|b){12}c',
  '(?:a?){100}a{100}b',
  '(?:a?){50}a{50}b',
  '.*a.{1,100}c',
  '^(?:[ab]{1,18}){1,18}$',
  '(?:.{0,30}a){10}x',
  '\\b(?:a|b)+\\b.*c$',
  '\\p{L}*\\p{N}x',
  '(?i)(wget|curl).*\\|.*(sh|bash)',
  '(?i).*(set).*&&\\s?set.*(environment|invoke|\\${?input).*&&.*"',
  '(?i)(^|\\s)-(e|ec|en|enc|enco|encod|encode|encoded)(\\s+|:|=)',
  '(?:\\\\x[0-9a-f]{2}){4,}',
  '[^a]*a[^a]{50}b[^a]{50}x',
  '(?:[a-z]{1,20}/){1,15}x',
  '\\w{60,}',
  '[A-Za-z0-9+/]{80,}={0,2}$',
];
