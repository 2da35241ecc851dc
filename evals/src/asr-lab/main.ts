/**
 * Measures recognition on recordings with transcripts. A line of the manifest has `id`, `file` (relative to it), `text`,
 * `slice` (a list of names) and `group` (recordings that belong together).
 *
 *   pnpm asr-lab MANIFEST.jsonl [--variant NAME] [--only ID,ID] [--json FILE]     one variant in full, partials included
 *   pnpm asr-lab MANIFEST.jsonl --ablation [--moved MS,MS] [--variant NAME] …     every switch, finals alone, as a table
 *
 * `--moved` repeats each row with the edges of its cuts moved and gives the mean. The second column is the difference to
 * the first row in points, with its 95 % interval (paired bootstrap over groups).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createAsrStage, createMoonshineEngine, moonshineEngineSpec } from '@cascade/asr';
import { readWav, resample } from '@cascade/audio';
import { normalizerName, wordErrorRate } from '@cascade/client';
import { inputRateHz, type VadEvent } from '@cascade/contracts';
import { resolveModel } from '@cascade/models';
import { createInferencePool } from '@cascade/runtime';
import { createVadStage } from '@cascade/vad';
import { WatchedEngine } from '../recordings/index.ts';
import {
  type Clip,
  type ClipResult,
  differenceTo,
  errorRates,
  quantile,
  reportErrors,
  reportPartials,
  reportWork,
  spansOf,
  sum,
  tableSlices,
} from './measures.ts';
import { replay, speechIn } from './replay.ts';
import { ablation, defaultVariant, moved, type Variant } from './variants.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    variant: { type: 'string', multiple: true, default: [] },
    ablation: { type: 'boolean', default: false },
    moved: { type: 'string', default: '0' },
    only: { type: 'string' },
    json: { type: 'string' },
  },
});
const [manifestFile] = positionals;
if (!manifestFile) throw new Error('Usage: pnpm asr-lab MANIFEST.jsonl [--ablation] [--variant NAME] …');

const model = await resolveModel('moonshine-tiny-en');
const pool = await createInferencePool({ name: 'asr', workers: 1, engines: [moonshineEngineSpec(model)] });
const engine = new WatchedEngine(createMoonshineEngine({ pool, registryId: model.registryId }));
const vad = await createVadStage();

interface Recording {
  readonly clip: Clip;
  readonly samples: Float32Array;
  readonly activity: readonly VadEvent[];
}
const recordings: Recording[] = [];
for (const line of readFileSync(manifestFile, 'utf8').split('\n')) {
  if (line.trim() === '') continue;
  const clip = JSON.parse(line) as Clip;
  if (values.only !== undefined && !values.only.split(',').includes(clip.id)) continue;
  const wav = readWav(readFileSync(resolve(dirname(manifestFile), clip.file)));
  const samples = resample(wav.samples, { fromHz: wav.sampleRateHz, toHz: inputRateHz });
  recordings.push({ clip, samples, activity: await speechIn(samples, vad) });
}
const audioMs = recordings.reduce((sum, { samples }) => sum + (samples.length * 1000) / inputRateHz, 0);

const chosen = values.variant.map((wanted) => {
  const variant = ablation.find(({ name }) => name === wanted);
  if (!variant) throw new Error(`--variant: expected one of ${ablation.map(({ name }) => `"${name}"`).join(', ')}`);
  return variant;
});
if (values.ablation) await printTable();
else await printOne();
await vad.close?.();
await pool.close();

async function recognizeAll({ settings, vocabulary }: Variant, partials: boolean): Promise<ClipResult[]> {
  const asr = createAsrStage({ engine, settings });
  const results: ClipResult[] = [];
  for (const { clip, samples, activity } of recordings) {
    const run = await replay(samples, activity, asr, engine, { partials, vocabulary });
    const finals = run.events.map(({ event }) => event).filter((event) => event.type === 'transcript-final');
    const text = finals.at(-1)?.text ?? '';
    results.push({ clip, text, errors: wordErrorRate(clip.text, text), replay: run });
  }
  return results;
}

async function printOne(): Promise<void> {
  const [variant = defaultVariant] = chosen;
  const results = await recognizeAll(variant, true);
  console.log(`\n${variant.name}, normalizer ${normalizerName}`);
  reportErrors(results);
  reportWork(results, audioMs);
  reportPartials(results);
  if (!values.json) return;
  const lines = results.map(({ clip, text, errors }) =>
    JSON.stringify({ id: clip.id, text, reference: clip.text, wer: errors.rate }),
  );
  writeFileSync(values.json, `${lines.join('\n')}\n`);
}

async function printTable(): Promise<void> {
  const moves = values.moved.split(',').map(Number);
  const rows = [defaultVariant, ...(chosen.length > 0 ? chosen : ablation.slice(1))];
  const [, ...slices] = tableSlices;
  console.log(
    `| variant | all | against it | ${slices.map(({ name }) => name).join(' | ')} | final p50 / p95 | compute |`,
  );
  console.log(`| --- |${' --- |'.repeat(slices.length + 4)}`);
  let base: ClipResult[] = [];
  for (const variant of rows) {
    const results: ClipResult[] = [];
    for (const byMs of moves) results.push(...(await recognizeAll(moved(variant, byMs), false)));
    if (variant === defaultVariant) base = results;
    const [all, ...others] = errorRates(results).map((rate) => rate.toFixed(1));
    const times = spansOf(results, 'final');
    const compute = `${quantile(times, 0.5).toFixed(0)} / ${quantile(times, 0.95).toFixed(0)} ms`;
    const ratio = sum(times) / sum(spansOf(base, 'final'));
    const cells = [variant.name, all, differenceTo(base, results), ...others, compute, ratio.toFixed(2)];
    console.log(`| ${cells.join(' | ')} |`);
  }
}
