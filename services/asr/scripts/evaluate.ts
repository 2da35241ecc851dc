/**
 * Measures recognition on recordings with transcripts: `node scripts/evaluate.ts MANIFEST.jsonl [--cuts 1|2] [--json FILE]`.
 * A line of the manifest has `id`, `file` (relative to it), `text`, and `slice` (a list of names).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readWav, resample } from '@cascade/audio';
import { inputRateHz } from '@cascade/contracts';
import { resolveModel } from '@cascade/models';
import { createInferencePool } from '@cascade/runtime';
// Measuring is not running: these two know more of the project than the stage may.
import {
  countWordErrors,
  normalizeEnglish,
  normalizerName,
  sumWordErrors,
  type WordErrors,
  wordErrorRate,
} from '../../../packages/client/src/word-error-rate.ts';
import { createVadStage } from '../../vad/src/index.ts';
import {
  createAsrStage,
  createMoonshineEngine,
  defaultAsrSettings,
  moonshineEngineSpec,
  oneCut,
  twoCuts,
} from '../src/index.ts';
import { type Replay, replay, WatchedEngine } from './replay.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cuts: { type: 'string' },
    json: { type: 'string' },
    only: { type: 'string' },
    settings: { type: 'string' },
  },
});
const [manifestFile] = positionals;
if (!manifestFile)
  throw new Error('usage: evaluate.ts MANIFEST.jsonl [--cuts 1|2] [--only ID,ID] [--settings JSON] [--json FILE]');

interface Clip {
  readonly id: string;
  readonly file: string;
  readonly text: string;
  readonly slice: readonly string[];
}

const clips = readFileSync(manifestFile, 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => JSON.parse(line) as Clip)
  .filter((clip) => values.only === undefined || values.only.split(',').includes(clip.id));

const model = await resolveModel('moonshine-tiny-en');
const pool = await createInferencePool({ name: 'asr', workers: 1, engines: [moonshineEngineSpec(model)] });
const engine = new WatchedEngine(createMoonshineEngine({ pool, registryId: model.registryId }));
const vad = await createVadStage();

const cutChoices = values.cuts === undefined ? [1, 2] : [Number(values.cuts)];
for (const cuts of cutChoices) await evaluate(cuts);
await vad.close?.();
await pool.close();

async function evaluate(cuts: number): Promise<void> {
  const finalCuts = cuts === 2 ? twoCuts : oneCut;
  const settings = { ...defaultAsrSettings, finalCuts, ...(JSON.parse(values.settings ?? '{}') as object) };
  const asr = createAsrStage({ engine, settings });
  const results: { clip: Clip; text: string; errors: WordErrors; replay: Replay }[] = [];
  let audioMs = 0;
  for (const clip of clips) {
    const wav = readWav(readFileSync(resolve(dirname(manifestFile as string), clip.file)));
    const samples = resample(wav.samples, { fromHz: wav.sampleRateHz, toHz: inputRateHz });
    audioMs += (samples.length * 1000) / inputRateHz;
    const run = await replay(samples, vad, asr, engine);
    const text =
      run.events.map(({ event }) => event).findLast((event) => event.type === 'transcript-final')?.text ?? '';
    results.push({ clip, text, errors: wordErrorRate(clip.text, text), replay: run });
  }
  console.log(`\n${cuts === 2 ? 'two cuts' : 'one cut'}, normalizer ${normalizerName}`);
  const row = (name: string, part: typeof results) => {
    const errors = sumWordErrors(part.map((result) => result.errors));
    const percent = (100 * errors.rate).toFixed(2).padStart(6);
    console.log(
      `${name.padEnd(18)} ${String(part.length).padStart(4)} clips ${percent} %  S ${errors.substitutions} D ${errors.deletions} I ${errors.insertions} of ${errors.referenceWords}`,
    );
  };
  row('all', results);
  for (const slice of new Set(clips.flatMap((clip) => clip.slice))) {
    row(
      slice,
      results.filter(({ clip }) => clip.slice.includes(slice)),
    );
  }
  console.log(
    `empty: ${
      results
        .filter(({ text }) => text === '')
        .map(({ clip }) => clip.id)
        .join(' ') || 'none'
    }`,
  );
  reportWork(
    results.map((result) => result.replay),
    audioMs,
  );
  reportPartials(results);
  if (values.json) {
    const lines = results.map(({ clip, text, errors }) =>
      JSON.stringify({ id: clip.id, text, reference: clip.text, wer: errors.rate }),
    );
    writeFileSync(values.json, `${lines.join('\n')}\n`);
  }
}

function reportWork(replays: readonly Replay[], audioMs: number): void {
  const spans = replays.flatMap((run) => run.spans);
  let total = 0;
  for (const name of ['partial', 'final', 'segment']) {
    const own = spans.filter((span) => span.name === name);
    const times = own.map((span) => span.computeMs ?? 0);
    total += times.reduce((sum, time) => sum + time, 0);
    const forced = own.reduce((sum, span) => sum + Number(span.attributes?.forced ?? 0), 0);
    console.log(
      `${name.padEnd(8)} ${String(own.length).padStart(5)} times, compute ${quantiles(times)} ms, forced ${forced}`,
    );
  }
  console.log(`compute / audio ${(total / audioMs).toFixed(3)}`);
}

function reportPartials(results: readonly { text: string; replay: Replay }[]): void {
  const latencies: number[] = [];
  let firstWordRight = 0;
  let unstable = 0;
  let finalWords = 0;
  let broken = 0;
  const stableLag: number[] = [];
  for (const { text, replay: run } of results) {
    const start = run.vad.find((event) => event.type === 'speech-start');
    const first = run.events.find(({ event }) => event.type === 'transcript-partial');
    const final = normalizeEnglish(text);
    if (start && first && first.event.type === 'transcript-partial') {
      const { endSample, queueMs, computeMs, text: shown } = first.event;
      latencies.push(((endSample - start.startSample) * 1000) / inputRateHz + queueMs + computeMs);
      if (normalizeEnglish(shown)[0] === final[0]) firstWordRight++;
    }
    finalWords += final.length;
    let before: string[] = [];
    let stable = '';
    for (const { event } of run.events) {
      if (event.type === 'transcript-failed') continue;
      const words = normalizeEnglish(event.text);
      // A final in the middle is not shown as a partial; the last one is what the reader ends up with.
      if (event.type === 'transcript-partial' || event === run.events.at(-1)?.event) {
        const changes = countWordErrors(before, words);
        unstable += changes.substitutions + changes.deletions;
      }
      if (!event.text.startsWith(stable)) broken++;
      if (event.type === 'transcript-partial') {
        before = words;
        stable = event.stableText;
        stableLag.push(event.text.split(' ').length - (stable === '' ? 0 : stable.split(' ').length));
      }
    }
  }
  console.log(
    `first partial ${quantiles(latencies)} ms after speech start (${latencies.length} clips), first word right ${firstWordRight}`,
  );
  console.log(
    `unstable partial word ratio ${(unstable / finalWords).toFixed(3)}, stable text broken ${broken} times, words not yet stable ${quantiles(stableLag)}`,
  );
}

function quantiles(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(0);
  return `p50 ${at(0.5)} p95 ${at(0.95)} max ${at(1)}`;
}
