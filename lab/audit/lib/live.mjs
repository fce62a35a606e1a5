// `candor sensor tail --live --json`, as its user starts it, with what it has told so far.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../../packages/candor/bin/candor.js', import.meta.url));

/** @param {readonly string[]} options */
export async function startLive(options) {
  const child = spawn(process.execPath, [bin, 'sensor', 'tail', '--live', '--json', ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const news = [];
  let complaints = '';
  child.stderr.on('data', (text) => {
    complaints += text;
  });
  createInterface({ input: child.stdout }).on('line', (line) =>
    news.push({ heardAt: Date.now(), ...JSON.parse(line) }),
  );
  const live = {
    news,
    /** The first news that suits, within the time. @param {(news: any) => boolean} suits @param {number} withinMs */
    async until(suits, withinMs) {
      const deadline = Date.now() + withinMs;
      for (;;) {
        const found = news.find(suits);
        if (found) return found;
        if (Date.now() > deadline || child.exitCode !== null)
          throw new Error(`not told within ${withinMs} ms; ${news.length} news, ${complaints.slice(0, 500)}`);
        await sleep(50);
      }
    },
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
  await live.until((one) => one.type === 'source' && one.sources.some((source) => source.used), 20_000);
  return live;
}
