import { join } from 'node:path';
import { createEngineAccess } from '../collectors/docker/create-engine-access.js';
import { createLocalFs } from '../collectors/env/local-fs.js';
import { LayerWatch } from '../integrity/watch-layers.js';
import { EvidenceFolder } from '../preserve/evidence-folder.js';
import type { QueueFeed } from '../watch/feeds/queue-feed.js';
import type { Terminal } from './terminal.js';
import { pause } from './watch-loop.js';

/** A container that starts is followed after this long at most. */
const findEveryMs = 10_000;

/** Programs that one run of the watcher keeps; what drops more of them is told, and no longer copied. */
const mostKept = 5000;

/** Files of containers' writable layers as they change; what is told becomes lines of the store, programs are kept. */
export class WatchFiles {
  readonly #terminal: Terminal;
  readonly #layers: LayerWatch;
  readonly #onBlind: (why: string) => void;
  readonly #place: string;
  #evidence: EvidenceFolder | null = null;
  #full = false;

  /** @param store programs are kept in its `evidence` folder. */
  constructor(queue: QueueFeed, terminal: Terminal, store: string, onBlind: (why: string) => void) {
    this.#terminal = terminal;
    this.#onBlind = onBlind;
    this.#place = join(store, 'evidence', `layers-${terminal.now().toISOString().replaceAll(':', '')}`);
    this.#layers = new LayerWatch({
      now: terminal.now,
      onObservation: (one) => queue.push(one),
      onBlind,
      evidence: () => this.#open(),
    });
  }

  /** Runs until the signal. */
  async run(signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted) {
        const hints = {
          dockerHost: this.#terminal.env.DOCKER_HOST,
          runtimeDir: this.#terminal.env.XDG_RUNTIME_DIR,
          uid: process.geteuid?.() ?? 0,
        };
        const { status, items } = await createEngineAccess(createLocalFs(), hints).containers();
        if (status === 'ok') this.#layers.follow(items.filter((one) => one.running)); // else: as before
        await pause(findEveryMs, signal);
      }
    } finally {
      this.#layers.close();
    }
  }

  #open(): EvidenceFolder | null {
    try {
      this.#evidence ??= new EvidenceFolder(this.#place);
    } catch (error) {
      this.#onBlind(`programs cannot be kept: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
    if (this.#evidence.pieces.length < mostKept) return this.#evidence;
    if (!this.#full) this.#onBlind(`${mostKept} programs were kept; more are told, not copied`);
    this.#full = true;
    return null;
  }
}
