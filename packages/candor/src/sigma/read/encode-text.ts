import { mapLiterals, plainTextOf, type SigmaText } from './sigma-text.js';

/** UTF-16 forms that Sigma names; `wide` is another word for `utf16le`. */
export type WideForm = 'utf16' | 'utf16le' | 'utf16be' | 'wide';

/** Every character as its two bytes, each byte a character; null for text beyond ASCII, as pySigma refuses it too. */
export function widened(text: SigmaText, form: WideForm): SigmaText | null {
  if (text.some((part) => typeof part === 'string' && /[^\u0000-\u007f]/.test(part))) return null;
  const change = (char: string) => (form === 'utf16be' ? `\0${char}` : `${char}\0`);
  const wide = mapLiterals(text, (literal) => [...literal].map(change).join(''));
  return form === 'utf16' ? ['\u00ff\u00fe', ...wide].reduce<SigmaText>(joined, []) : wide;
}

function joined(text: SigmaText, part: SigmaText[number]): SigmaText {
  const last = text.at(-1);
  return typeof last === 'string' && typeof part === 'string' ? [...text.slice(0, -1), last + part] : [...text, part];
}

/** Base64 of the whole text (RFC 4648); null when it has wildcards, which have no encoded form. */
export function base64Of(text: SigmaText, bytes: boolean): string | null {
  const plain = plainTextOf(text);
  return plain === null ? null : Buffer.from(plain, bytes ? 'latin1' : 'utf8').toString('base64');
}

/**
 * The part of the encoded text that stays the same at each of the three places modulo three where it may begin
 * (Sigma Modifiers Appendix, `base64offset`); null when it has wildcards.
 */
export function base64OffsetsOf(text: SigmaText, bytes: boolean): readonly string[] | null {
  const plain = plainTextOf(text);
  if (plain === null) return null;
  const data = Buffer.from(plain, bytes ? 'latin1' : 'utf8');
  const start = [0, 2, 3];
  const cutEnd = [0, 3, 2];
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset, ' '), data]).toString('base64');
    return encoded.slice(start[offset], encoded.length - (cutEnd[(data.length + offset) % 3] ?? 0));
  });
}

const DASHES = ['-', '/', '\u2013', '\u2014', '\u2015'];
/** Most dashes of one value that are permuted: 5³ = 125 texts. */
const MOST_DASHES = 3;

/** Every text in which the dashes before words are one of five (`windash`); null with more than three of them. */
export function dashVariants(text: SigmaText): readonly SigmaText[] | null {
  let variants: SigmaText[] = [[]];
  let dashes = 0;
  const append = (options: readonly SigmaText[number][]) => {
    variants = variants.flatMap((variant) => options.map((option) => joined(variant, option)));
  };
  for (const part of text) {
    if (typeof part !== 'string') append([part]);
    else
      for (const [index, piece] of part.split(/\B([-/])\b/).entries()) {
        if (index % 2 === 1) dashes += 1;
        if (dashes > MOST_DASHES) return null;
        append(index % 2 === 1 ? DASHES : [piece]);
      }
  }
  return variants.map((variant) => variant.filter((part) => part !== ''));
}
