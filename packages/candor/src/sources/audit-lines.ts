import { AuditReader } from '../formats/audit/audit-reader.js';
import type { SourceSink } from './live-source.js';

/** Records of one event come within milliseconds; after this long without any, what is open is complete. */
const settleAfterMs = 1000;

/** Turns lines of audit records, as they come, into starts and losses. */
export class AuditLines {
  readonly #reader = new AuditReader();
  readonly #sink: SourceSink;
  readonly #now: () => Date;
  #line = 0;
  #lost = 0;
  #heardMs = 0;

  constructor(sink: SourceSink, now: () => Date) {
    this.#sink = sink;
    this.#now = now;
  }

  /** Takes complete lines. */
  take(lines: readonly string[]): void {
    if (lines.length === 0) return;
    for (const text of lines) {
      this.#line += 1;
      this.#reader.take(text, this.#line);
    }
    const now = this.#now();
    this.#heardMs = now.getTime();
    this.#sink.alive(now);
    this.#tell();
  }

  /** Called while nothing comes. */
  idle(): void {
    if (this.#now().getTime() - this.#heardMs >= settleAfterMs) this.close();
  }

  /** Nothing more comes: what is open is told. */
  close(): void {
    this.#reader.settle();
    this.#tell();
  }

  #tell(): void {
    for (const exec of this.#reader.drain()) this.#sink.exec(exec);
    const gone = this.#reader.lost - this.#lost;
    if (gone > 0) this.#sink.lost(gone, 'the kernel or auditd says that records were lost');
    this.#lost += Math.max(gone, 0);
  }
}
