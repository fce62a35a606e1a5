/** A place in a text where a secret stands: `(before)(secret)`, the secret in the group named `secret`. */
export interface TextRule {
  readonly id: string;
  readonly pattern: RegExp;
  /** True for secrets that show by their own shape, also in program text. */
  readonly shape?: boolean;
  /** Refuses a match that is no secret after all. */
  readonly accept?: (secret: string) => boolean;
}

const WORD = '(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)';

/**
 * A key without quotes around its value also occurs in ordinary sentences ("Unexpected token: foo"), so the value has
 * to look made by a machine.
 */
const looksGenerated = (text: string) => text.length >= 6 && /\d/.test(text) && !/^\d+$/.test(text);

/** Every quantifier is bounded, so each rule runs in linear time on hostile text. */
export const textRules: readonly TextRule[] = [
  { id: 'private-key', shape: true, pattern: /(-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY-----)(?<secret>[^-]{1,20000})/g },
  {
    id: 'uri-password',
    shape: true,
    pattern: /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"'<>]{0,256}:)(?<secret>[^\s/"'<>]{1,512})(?=@)/gi,
  },
  {
    id: 'uri-user',
    shape: true,
    pattern: /(\b[a-z][a-z0-9+.-]{1,20}:\/\/)(?<secret>[^\s/:@"'<>$]{1,256})(?=:[^\s/"'<>]{1,512}@)/gi,
  },
  { id: 'authorization', pattern: /(\bauthorization["']?\s{0,4}[:=]\s{0,4}["']?)(?<secret>[^"'\r\n,;]{4,4096})/gi },
  { id: 'bearer', shape: true, pattern: /(\b(?:bearer|basic|api-key)\s{1,4})(?<secret>[A-Za-z0-9+/_=.~-]{16,4096})/gi },
  { id: 'cookie', pattern: /(\bcookie["']?\s{0,4}[:=]\s{0,4}["']?)(?<secret>[^"'\r\n]{4,8192})/gi },
  {
    id: 'quoted-assignment',
    pattern: new RegExp(
      `(["']?[\\w.-]{0,40}${WORD}[\\w.-]{0,40}["']?\\s{0,2}(?:=(?![=>])|:)\\s{0,2}\\\\?(["']))(?<secret>[^"'\\\\\\r\\n]{1,4096})`,
      'gi',
    ),
  },
  {
    id: 'assignment',
    pattern: new RegExp(
      `([\\w.-]{0,40}${WORD}[\\w.-]{0,40}["']?\\s{0,2}=(?![=>]))(?<secret>[^\\s"'&;,)}\\]]{1,4096})`,
      'gi',
    ),
  },
  {
    id: 'colon',
    pattern: new RegExp(
      `([\\w.-]{0,40}${WORD}[\\w.-]{0,40}["']?\\s{0,2}:\\s{0,4})(?<secret>[^\\s"',;)}\\]]{6,4096})`,
      'gi',
    ),
    accept: looksGenerated,
  },
  {
    id: 'flag',
    pattern: new RegExp(
      `(\\s--?[\\w-]{0,30}${WORD}[\\w-]{0,20}\\s{1,4}["']?)(?<secret>[^\\s"'-][^\\s"']{0,4095})`,
      'gi',
    ),
  },
  { id: 'query', pattern: /([?&](?:key|code|sig|signature|auth|session|sid|jwt)=)(?<secret>[^\s&"'#]{8,4096})/gi },
  {
    id: 'nginx-header',
    pattern:
      /(\b\w{0,20}(?:set_header|add_header|set_headers|_param)\s{1,20}["']?[\w-]{0,40}(?:key|token|secret|auth|password)[\w-]{0,40}["']?\s{1,20}["']?)(?<secret>[^"';\r\n$]{1,4096})/gi,
  },
  {
    id: 'nginx-variable',
    pattern:
      /(\$\w{0,40}(?:key|token|secret|auth|password)\w{0,40}\s{1,20}(?:!?=\s{0,20}|!?~\*?\s{0,20})?["']?)(?<secret>[^"';)\s\r\n$]{4,4096})/gi,
    accept: looksGenerated,
  },
  {
    id: 'nginx-secure-link',
    pattern: /(\bsecure_link_(?:md5|secret|hmac_secret)\s{1,20})(?<secret>[^;\r\n]{1,4096})/gi,
  },
  {
    id: 'jwt',
    shape: true,
    pattern: /()(?<secret>\beyJ[A-Za-z0-9_-]{10,4096}\.[A-Za-z0-9_-]{4,8192}\.[A-Za-z0-9_-]{0,1024})/g,
  },
  {
    id: 'token-shape',
    shape: true,
    pattern:
      /()(?<secret>\b(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}|npm_[A-Za-z0-9]{30,64}|(?:AKIA|ASIA)[0-9A-Z]{16}|xox[abeprs]-[A-Za-z0-9-]{10,250}|(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,250}|sk-[A-Za-z0-9_-]{20,250}|AIza[\w-]{35}|SG\.[\w-]{16,64}\.[\w-]{16,128}|glpat-[\w-]{20,64}|dop_v1_[a-f0-9]{64}|re_[A-Za-z0-9_]{20,64}))/g,
  },
  {
    id: 'password-hash',
    shape: true,
    pattern: /()(?<secret>\$(?:2[abxy]|apr1|1|5|6|y|argon2id?)\$[A-Za-z0-9./$=,+]{16,256})/g,
  },
];

/** In program text a variable may be called `token`, so only a value without dots and calls counts. */
const inString: TextRule = {
  id: 'assignment-in-string',
  pattern: new RegExp(
    `([\\w.-]{0,40}${WORD}[\\w-]{0,40}=(?![=>]))(?<secret>[A-Za-z0-9+/_=-]{8,4096})(?![.(\\w])`,
    'gi',
  ),
  accept: looksGenerated,
};

/** Rules that hold in program text and lock files too, where `js-tokens: 4.0.0` is no secret. */
export const shapeRules: readonly TextRule[] = textRules.filter((rule) => rule.shape === true);

/** Rules for program text. */
export const sourceRules: readonly TextRule[] = [...shapeRules, inString];
