import { eachAuditField, untrusted } from './audit-fields.js';

/** A change of the audit system itself (`CONFIG_CHANGE`, `DAEMON_CONFIG`). */
export interface AuditConfigChange {
  readonly at: Date;
  readonly what: 'rule-removed' | 'rule-added' | 'switched-off' | 'switched-on' | 'other';
  /** Key of the rule, where there is one. */
  readonly key: string | null;
  /** Login that did it; null for unset. */
  readonly auid: number | null;
  readonly detail: string;
  readonly line: number;
}

/** Reads the body of a `CONFIG_CHANGE` record (audit-userspace, `auditctl(8)`). */
export function readConfigChange(body: string, at: Date, line: number): AuditConfigChange {
  const fields = new Map<string, string>();
  eachAuditField(body, 0, (name, text, quoted) => {
    fields.set(name, name === 'key' ? (untrusted(text, quoted) ?? '') : text);
  });
  const auid = Number(fields.get('auid') ?? Number.NaN);
  return {
    at,
    what: changeOf(fields),
    key: fields.get('key') || null,
    auid: Number.isInteger(auid) && auid !== 4_294_967_295 ? auid : null,
    detail: body.trim().slice(0, 300),
    line,
  };
}

function changeOf(fields: ReadonlyMap<string, string>): AuditConfigChange['what'] {
  if (fields.get('res') === '0') return 'other';
  const op = (fields.get('op') ?? '').replaceAll(' ', '_');
  if (op.startsWith('remove_rule')) return 'rule-removed';
  if (op.startsWith('add_rule')) return 'rule-added';
  const enabled = fields.get('audit_enabled');
  return enabled === '0' ? 'switched-off' : enabled === '1' || enabled === '2' ? 'switched-on' : 'other';
}

/** Counts lost records: the kernel's own running total and the notices of a full queue. */
export class LossCounter {
  #last = 0;
  #lost = 0;
  #notices = 0;

  /** Looks at a line that is no record. */
  take(line: string): boolean {
    const total = /\baudit_lost=(\d{1,12})/.exec(line)?.[1] ?? /^\s*lost[ =:]\s*(\d{1,12})\s*$/.exec(line)?.[1];
    if (total !== undefined) {
      const count = Number(total);
      this.#lost += count >= this.#last ? count - this.#last : count;
      this.#last = count;
      return true;
    }
    if (!/backlog limit exceeded|dropping event|event lost|queue (?:to plugins )?is full/.test(line)) return false;
    this.#notices += 1;
    return true;
  }

  /** Records lost at least: a notice without a number is one. */
  get lost(): number {
    return Math.max(this.#lost, this.#notices);
  }
}
