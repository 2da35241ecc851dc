/**
 * `pnpm bench:gateway`: what the gateway adds to a frame's round trip, beside a bare `ws` echo server in the same run;
 * what an idle session holds; what a talking one costs; and how many talk at once before it is too late.
 *
 *     pnpm bench:gateway [--rounds 6] [--seconds 5] [--talkers 20] [--idle 200] [--sessions 1000]
 *                        [--format pcm24k|pcm16k|pcmu] [--binary] [--ceiling-ms 20] [--skip-ceiling] [--json FILE]
 *
 * Exit codes: 0 the targets hold (added p99 at most 2 ms, an idle session at most 64 KB), 1 one does not.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { describeBench } from './bench/describe.ts';
import { measureMemory } from './bench/memory.ts';
import { measureCeiling, measureRounds } from './bench/rounds.ts';
import { type ChunkFormat, chunkFormats } from './bench/wire-chunk.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '6' },
    seconds: { type: 'string', default: '5' },
    talkers: { type: 'string', default: '20' },
    idle: { type: 'string', default: '200' },
    sessions: { type: 'string', default: '1000' },
    format: { type: 'string', default: 'pcm24k' },
    binary: { type: 'boolean', default: false },
    'ceiling-ms': { type: 'string', default: '20' },
    'skip-ceiling': { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
if (!(chunkFormats as readonly string[]).includes(values.format)) {
  console.error(`--format: expected one of ${chunkFormats.join(', ')}, found ${values.format}`);
  process.exit(2);
}
const load = {
  rounds: Number(values.rounds),
  secondsEach: Number(values.seconds),
  talkers: Number(values.talkers),
  idle: Number(values.idle),
  format: values.format as ChunkFormat,
  binary: values.binary,
};

const memory = {
  gateway: await measureMemory('gateway', Number(values.sessions)),
  bare: await measureMemory('bare', Number(values.sessions)),
};
const rounds = await measureRounds(load, console.error);
const ceiling = values['skip-ceiling']
  ? undefined
  : await measureCeiling(load, Number(values['ceiling-ms']), console.error);
const report = { load, memory, rounds, ceiling };
if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
const { text, holds } = describeBench(report);
console.log(text);
process.exitCode = holds ? 0 : 1;
