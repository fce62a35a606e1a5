/** Styles of the terminal; each is the identity when colour is off. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly alarm: (text: string) => string;
}

/** SGR styles (ECMA-48, section 8.3.117), or none. */
export function paintFor(colour: boolean): Paint {
  const style = (codes: string) => (text: string) => (colour ? `\x1b[${codes}m${text}\x1b[0m` : text);
  return {
    bold: style('1'),
    dim: style('2'),
    red: style('1;31'),
    green: style('32'),
    yellow: style('33'),
    alarm: style('1;97;41'),
  };
}
