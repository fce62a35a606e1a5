import { type Parsed, parsed, unparseable } from '../../core/parsed.js';
import {
  dateOrNull,
  filledOrNull,
  type JsonObject,
  listOf,
  member,
  numberOrNull,
  objectOf,
} from '../text/json-values.js';
import { readPositionedJson } from '../text/positioned-json.js';
import { fieldsOf, integerOf, textLines } from '../text/text-lines.js';

/** A jail of `fail2ban-client status JAIL`. */
export interface BanJail {
  readonly name: string;
  readonly currentlyFailed: number | null;
  readonly totalFailed: number | null;
  readonly currentlyBanned: number | null;
  readonly totalBanned: number | null;
  readonly bannedAddresses: readonly string[];
  readonly line: number;
}

/** Reads `fail2ban-client status JAIL`, one or several after each other. */
export function readFail2banStatus(text: string): Parsed<BanJail[]> {
  const jails: { name: string; line: number; values: Map<string, string> }[] = [];
  for (const { text: content, line } of textLines(text)) {
    const name = /^Status for the jail: (\S{1,200})/.exec(content)?.[1];
    if (name !== undefined) jails.push({ name, line, values: new Map() });
    const colon = content.indexOf(':');
    const key = content
      .slice(0, colon)
      .replace(/[|`\s-]{1,40}/, '')
      .trim();
    if (colon > 0) jails.at(-1)?.values.set(key, content.slice(colon + 1).trim());
  }
  if (jails.length === 0) return unparseable('no jail of fail2ban');
  return parsed(
    jails.map(({ name, line, values }) => ({
      name,
      line,
      currentlyFailed: integerOf(values.get('Currently failed')),
      totalFailed: integerOf(values.get('Total failed')),
      currentlyBanned: integerOf(values.get('Currently banned')),
      totalBanned: integerOf(values.get('Total banned')),
      bannedAddresses: fieldsOf(values.get('Banned IP list') ?? ''),
    })),
  );
}

/** A decision of CrowdSec. */
export interface BanDecision {
  readonly value: string;
  readonly scope: string | null;
  readonly type: string | null;
  readonly scenario: string | null;
  readonly origin: string | null;
  readonly createdAt: Date | null;
  readonly eventsCount: number | null;
  readonly line: number | null;
}

/** Reads `cscli decisions list -o json`: alerts with their decisions; `null` means that there are none. */
export function readCrowdsecDecisions(text: string): Parsed<BanDecision[]> {
  const reading = readPositionedJson(text);
  if (!reading.ok) return reading;
  if (reading.value.value === null) return parsed([]);
  if (!Array.isArray(reading.value.value)) return unparseable('not a list of decisions', 1);
  const { lineOf } = reading.value;
  return parsed(
    reading.value.value.flatMap((entry) => {
      const alert = objectOf(entry);
      const decisions = Object.hasOwn(alert, 'decisions') ? listOf(member(alert, 'decisions')) : [entry];
      return decisions.flatMap((decision) => decisionOf(objectOf(decision), alert, lineOf(decision)));
    }),
  );
}

function decisionOf(decision: JsonObject, alert: JsonObject, line: number | null): BanDecision[] {
  const value = filledOrNull(member(decision, 'value'));
  if (value === null) return [];
  const words = (key: string) => filledOrNull(member(decision, key));
  return [
    {
      value,
      scope: words('scope'),
      type: words('type'),
      scenario: words('scenario'),
      origin: words('origin'),
      createdAt: dateOrNull(member(alert, 'created_at')),
      eventsCount: numberOrNull(member(alert, 'events_count')),
      line,
    },
  ];
}
