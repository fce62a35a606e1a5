import { z } from 'zod';
import { longestMs } from './block.js';
import { parseTarget } from './parse-target.js';

/** Longest request or answer line of the actuator in bytes; 256 IPv6 ranges fit. */
export const lineLimitBytes = 65_536;

const address = z
  .string()
  .max(64)
  .refine((text) => parseTarget(text).kind === 'range', 'is no address or range');
const targets = z.array(address).min(1).max(256);
const words = z.string().max(500).default('');

const request = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('block'),
    targets,
    direction: z.enum(['ingress', 'egress', 'both']).default('both'),
    seconds: z
      .number()
      .int()
      .min(1)
      .max(longestMs / 1000),
    /** No ten minutes of trial. */
    keep: z.boolean().default(false),
    reason: words,
    by: words,
  }),
  z.strictObject({ do: z.literal('unblock'), targets, by: words }),
  z.strictObject({ do: z.literal('confirm'), targets, by: words }),
  z.strictObject({ do: z.literal('list') }),
]);

/** What the actuator does: adds or removes addresses with an expiry, and says which it has. Names are not resolved here. */
export type ActuatorRequest = z.infer<typeof request>;

/** Reads one line of the protocol; a text is what is wrong with it. */
export function readActuatorRequest(line: string): ActuatorRequest | string {
  if (Buffer.byteLength(line) > lineLimitBytes) return `longer than ${lineLimitBytes} bytes`;
  let raw: unknown;
  try {
    raw = JSON.parse(line);
  } catch {
    return 'not JSON';
  }
  const read = request.safeParse(raw);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  return `${issue?.path.join('.') || 'the request'}: ${issue?.message ?? 'wrong shape'}`.slice(0, 300);
}
