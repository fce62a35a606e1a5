/** Cuts bytes into lines. A torn line waits for its end; one that is longer than `maxBytes` is dropped and counted. */
export class LineCutter {
  readonly #maxBytes: number;
  readonly #pieces: Buffer[] = [];
  #heldBytes = 0;
  #skipping = false;
  #dropped = 0;

  constructor(maxBytes = 1_048_576) {
    this.#maxBytes = maxBytes;
  }

  /** Lines dropped since the last question. */
  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }

  /** Complete lines of this chunk, without their ends; invalid UTF-8 becomes U+FFFD. */
  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      const line = this.#finish(chunk.subarray(from, end));
      if (line !== null) lines.push(line);
      from = end + 1;
    }
    this.#hold(chunk.subarray(from));
    return lines;
  }

  /** What waits without an end; the cutter is empty afterwards. */
  rest(): string | null {
    return this.#heldBytes === 0 && !this.#skipping ? null : this.#finish(Buffer.alloc(0));
  }

  #hold(piece: Buffer): void {
    if (piece.length === 0 || this.#skipping) return;
    this.#heldBytes += piece.length;
    this.#pieces.push(Buffer.from(piece));
    if (this.#heldBytes <= this.#maxBytes) return;
    this.#clear();
    this.#skipping = true;
  }

  #finish(last: Buffer): string | null {
    if (this.#skipping || this.#heldBytes + last.length > this.#maxBytes) {
      this.#skipping = false;
      this.#clear();
      this.#dropped += 1;
      return null;
    }
    const line = this.#heldBytes === 0 ? last : Buffer.concat([...this.#pieces, last]);
    this.#clear();
    return line.toString('utf8', 0, line.at(-1) === 13 ? line.length - 1 : line.length);
  }

  #clear(): void {
    this.#pieces.length = 0;
    this.#heldBytes = 0;
  }
}
