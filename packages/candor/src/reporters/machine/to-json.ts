/** Characters that JSON leaves as they are and that a terminal or a browser obeys: DEL, C1, bidi, zero width. */
const obeyed =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g;

/** Indented JSON of the same value, in which every invisible character is written as `\uXXXX` (RFC 8259, section 7). */
export function toJson(value: unknown, indent: number | undefined = 2): string {
  return JSON.stringify(value, null, indent).replace(obeyed, (text) =>
    [...Array(text.length).keys()]
      .map((index) => `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
