/** `run-made-suite.ts CACHE LOG COUNT [hang]`: runs made-up items, for a test that ends it in the midst. */
import { OutcomeCache } from '../src/suites/runner/outcome-cache.ts';
import { runUnits } from '../src/suites/runner/run-items.ts';
import { madeUnits } from './made-suite.ts';

const [folder, log, count, mode = ''] = process.argv.slice(2) as [string, string, string, string?];
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
try {
  const outcomes = await runUnits(madeUnits(Number(count), log, { CASCADE_MADE: mode }), {
    bench: new URL('./made-bench.ts', import.meta.url),
    cache: await OutcomeCache.open(folder, ['made']),
    processes: 2,
    onProgress: (done, computed) => process.stdout.write(`${JSON.stringify({ done, computed })}\n`),
    signal: stop.signal,
  });
  process.stdout.write(`${JSON.stringify({ outcomes })}\n`);
} catch (error) {
  process.exitCode = (error as { readonly code?: string }).code === 'cancelled' ? 130 : 1;
}
