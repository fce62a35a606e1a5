/** The content of an artefact, on demand: whole, as text, or in pieces where whole would be too much. */
export interface ArtifactContent {
  readonly sizeBytes: number;
  /** Raw bytes exactly as obtained; empty when the status carries no content. */
  bytes(): Buffer;
  /** The bytes as UTF-8 (invalid sequences become U+FFFD). */
  text(): string;
  /** The same bytes in order, piece by piece: what a log of hundreds of megabytes is read by. */
  pieces(): Iterable<Buffer>;
}

/** Content that is in memory already. */
export function contentOf(content: Buffer | string): ArtifactContent {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return {
    sizeBytes: bytes.length,
    bytes: () => bytes,
    text: () => bytes.toString('utf8'),
    pieces: () => [bytes],
  };
}
