/**
 * The frames of a container without terminal, joined in the order in which the engine sent them: 8 bytes of header
 * (stream 0–2, three zeros, length big-endian), then the payload (Docker API, `ContainerAttach`). Bytes that are no
 * frames are kept as they are; a cut last frame keeps what came.
 */
export function demultiplex(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  let position = 0;
  while (position + 8 <= bytes.length) {
    const stream = bytes[position] ?? 255;
    if (stream > 2 || bytes.readUIntBE(position + 1, 3) !== 0) break;
    const length = bytes.readUInt32BE(position + 4);
    parts.push(bytes.subarray(position + 8, position + 8 + length));
    position += 8 + length;
  }
  if (position === 0) return bytes;
  if (position < bytes.length && position + 8 <= bytes.length) parts.push(bytes.subarray(position));
  return Buffer.concat(parts);
}
