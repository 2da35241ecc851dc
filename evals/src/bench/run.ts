import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printable } from '@cascade/budget';
import { normalizerName } from '@cascade/client';
import { CascadeError } from '@cascade/contracts';
import { startOwnService } from '../../../scripts/talk/own-service.ts';
import { renderChart } from '../plots/render-chart.ts';
import type { BenchArguments } from './arguments.ts';
import { drawCharts } from './charts.ts';
import { type BenchClip, chooseClips, loadClips } from './clips.ts';
import { type Comparison, compareResults } from './compare.ts';
import { describeMachine, readMachine, watchProcess } from './machine.ts';
import { talkTogether } from './many-sessions.ts';
import { interruptOneByOne, openCall, type SessionSurroundings, sayOneByOne, waiting } from './one-session.ts';
import { progressLine } from './progress.ts';
import { renderReport, renderShort } from './report.ts';
import {
  type BenchResults,
  benchSchemaName,
  type InterruptionResult,
  readResults,
  type TurnResult,
  withoutTurns,
} from './results.ts';
import { sayClip } from './say-clip.ts';
import { summarize } from './summary.ts';
import { judgeTargets } from './targets.ts';

/** Said before anything is measured: the first turn of a service loads and compiles what later ones find ready. */
const warmUpTurns = 2;

/**
 * Measures, writes the report and gives back the exit code.
 *
 * @param environment settings of the service that is started for it
 */
export async function runBench(
  options: BenchArguments,
  signal: AbortSignal,
  environment: Readonly<Record<string, string>> = {},
): Promise<0 | 1 | 130> {
  const clips = loadClips(options.manifest);
  const earlier = options.compareFile === undefined ? undefined : await readResults(options.compareFile);
  await mkdir(options.outFolder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new CascadeError('invalid_file', `--out ${options.outFolder}: cannot be made (${error.code}).`, {
      cause: error,
    });
  });
  const own = options.url === undefined ? await startOwnService({ environment, signal }) : undefined;
  try {
    const url = own?.url ?? options.url!;
    const results = await measure(
      clips,
      { ...options, url, pid: own?.pid ?? options.pid },
      options.url ?? null,
      signal,
    );
    if (signal.aborted) return 130;
    const comparisons = earlier && compareResults(earlier, results);
    await write(results, comparisons, options);
    const answered = Object.values(results.sessions).some((figures) => figures.answered > 0);
    const worse = comparisons?.some(({ verdict }) => verdict === 'worse') ?? false;
    return answered && !worse ? 0 : 1;
  } finally {
    await own?.stop();
  }
}

type Measured = BenchArguments & { readonly url: string; readonly pid: number | undefined };

async function measure(
  clips: readonly BenchClip[],
  options: Measured,
  givenUrl: string | null,
  signal: AbortSignal,
): Promise<BenchResults> {
  const startedAt = new Date().toISOString();
  const versions = new Map<string, Set<string>>();
  const sessions: BenchResults['sessions'] = {};
  const turnResults: Record<string, TurnResult[]> = {};
  const targets: BenchResults['targets'] = [];
  let interruptions: InterruptionResult[] = [];
  let degraded: string[] = [];
  const around: SessionSurroundings = {
    url: options.url,
    key: options.key,
    seed: options.seed,
    signal,
    readMachine: () => readMachine(options.pid),
    onProgress: (what, done, all) => process.stderr.write(`${printable(progressLine(what, done, all))}\n`),
    onVersions: (found) => {
      for (const [name, version] of Object.entries(found)) {
        versions.set(name, (versions.get(name) ?? new Set()).add(version));
      }
    },
    onDegraded: (what) => degraded.push(what),
  };
  await warmUp(clips, around);
  for (const count of options.sessions) {
    if (signal.aborted) break;
    process.stderr.write(`── ${count} ${count === 1 ? 'session' : 'sessions at once'} ──\n`);
    degraded = [];
    const startMs = performance.now();
    const endWatch = watchProcess(options.pid);
    const { turns, talkShare } =
      count === 1
        ? {
            turns: await sayOneByOne(chooseClips(clips, options.turns ?? clips.length, options.seed), around),
            talkShare: null,
          }
        : await talkTogether(clips, { sessions: count, seconds: options.seconds, turns: options.turns }, around);
    const service = endWatch();
    if (count === 1) interruptions = await interruptOneByOne(clips, options.interruptions, around);
    const facts = { service, wallMs: performance.now() - startMs, talkShare, degraded };
    const figures = summarize(turns, count === 1 ? interruptions : [], facts);
    sessions[count] = figures;
    turnResults[count] = [...turns];
    targets.push(...judgeTargets(count, figures, turns));
  }
  return {
    schema: benchSchemaName,
    started_at: startedAt,
    run: {
      sessions: [...options.sessions],
      clips: clips.length,
      seed: options.seed,
      manifest: options.manifest ?? '../shared/speech/manifest.jsonl',
      url: givenUrl,
    },
    machine: describeMachine(),
    // The planner has several: what answers by itself, and what asks a model.
    versions: Object.fromEntries([...versions].map(([name, found]) => [name, [...found].sort().join(', ')])),
    word_normalizer: normalizerName,
    ...(sessions[options.sessions[0]!] ??
      summarize([], [], { service: null, wallMs: 0, talkShare: null, degraded: [] })),
    sessions,
    targets,
    turn_results: turnResults,
    interruption_results: interruptions,
  };
}

/** @throws CascadeError when the service cannot be reached */
async function warmUp(clips: readonly BenchClip[], around: SessionSurroundings): Promise<void> {
  const shortest = clips.toSorted((one, other) => one.samples.length - other.samples.length).slice(0, warmUpTurns * 8);
  for (const clip of chooseClips(shortest, warmUpTurns, `${around.seed}/warm-up`)) {
    if (around.signal.aborted) return;
    const call = await openCall(around, 'warm-up');
    try {
      await waiting(call, 300);
      await sayClip(call, clip, { session: 0, hangUp: true, readMachine: () => null });
    } finally {
      await call.close();
    }
  }
}

async function write(
  results: BenchResults,
  comparisons: readonly Comparison[] | undefined,
  { outFolder, summaryFile, json }: BenchArguments,
): Promise<void> {
  const save = (name: string, content: string) => writeFile(join(outFolder, name), `${content}\n`);
  const whole = comparisons ? { ...results, comparisons } : results;
  await save('bench.json', JSON.stringify(whole, null, 1));
  if (summaryFile !== undefined) await writeFile(summaryFile, `${JSON.stringify(withoutTurns(results), null, 1)}\n`);
  await save('bench.md', renderReport(results, comparisons));
  const charts = drawCharts(results);
  for (const { file, option, width, height } of charts) await save(file, renderChart(option, { width, height }));
  if (json) {
    console.log(JSON.stringify(whole));
    return;
  }
  const files = ['bench.json', 'bench.md', ...charts.map(({ file }) => file)].join(', ');
  console.log(`\n${renderShort(results, comparisons)}\n\nWritten to ${outFolder}: ${files}`);
}
