import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodePcm16, joinSamples, writeWav } from '@cascade/audio';
import { printable } from '@cascade/budget';
import { CascadeError, inputRateHz, outputRateHz } from '@cascade/contracts';
import { startOwnService } from '../../../scripts/talk/own-service.ts';
import type { InterruptionArguments } from './arguments.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { planScenarios, type Scenario } from './plan.ts';
import { runScenario, type ScenarioRun } from './run-scenario.ts';
import { startScriptedModel } from './scripted-model.ts';
import { ScenarioSounds, type Speak } from './sound-of-scenario.ts';
import { stories } from './stories.ts';
import { summarize, summaryReport } from './summary.ts';

/** Plays the planned interruptions and gives back the exit code. */
export async function runInterruptions(options: InterruptionArguments, signal: AbortSignal): Promise<0 | 1 | 130> {
  const scenarios = chosenScenarios(options);
  if (options.outFolder !== undefined) await mkdir(options.outFolder, { recursive: true });
  const model = await startScriptedModel(options.modelPort);
  const environment = { CASCADE_LLM_URL: model.url, CASCADE_LLM_MODEL: 'scripted', CASCADE_REPLY_SENTENCES: '10' };
  const own = options.server === undefined ? startOwnService({ environment, signal }) : undefined;
  try {
    const url = options.server ?? (await own!).url;
    const sounds = await ScenarioSounds.open(speakingAt(url, options.key), options.manifest);
    const playable = sounds.hasHumanSpeech ? scenarios : withoutHumans(scenarios);
    const outcomes = await playAll(playable, { ...options, url }, sounds, signal);
    if (signal.aborted) return 130;
    return await report(outcomes, options);
  } finally {
    await (await own?.catch(() => undefined))?.stop();
    await model.close();
  }
}

/** @throws CascadeError when nothing is chosen */
function chosenScenarios({ seed, only, limit }: InterruptionArguments): Scenario[] {
  const planned = planScenarios(seed, stories.length);
  const wanted = planned.filter(({ id, kind }) => only.length === 0 || only.includes(id) || only.includes(kind));
  if (wanted.length === 0)
    throw new CascadeError('unsupported_value', `--only: no kind and no id is ${only.join(', ')}.`);
  return wanted.slice(0, limit);
}

function withoutHumans(scenarios: readonly Scenario[]): Scenario[] {
  console.error('There is no manifest of human speech: interruptions by people are left out.');
  return scenarios.filter(({ kind }) => kind !== 'human' && kind !== 'echo-and-speech');
}

/** The service's own voice. */
function speakingAt(url: string, key: string | undefined): Speak {
  const endpoint = new URL('/v1/audio/speech', url.replace(/^ws/, 'http'));
  return async (input) => {
    const headers = {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    };
    const body = JSON.stringify({ input, response_format: 'pcm' });
    const answer = await fetch(endpoint, { method: 'POST', headers, body });
    if (!answer.ok) throw new CascadeError('connection_failed', `${endpoint} answered ${answer.status}.`);
    return decodePcm16(new Uint8Array(await answer.arrayBuffer()));
  };
}

async function playAll(
  scenarios: readonly Scenario[],
  options: InterruptionArguments & { readonly url: string },
  sounds: ScenarioSounds,
  signal: AbortSignal,
): Promise<Outcome[]> {
  const { url, key, ducking, parallel, json, outFolder } = options;
  const outcomes = new Map<string, Outcome>();
  const waiting = [...scenarios];
  const playOneAfterTheOther = async () => {
    for (let scenario = waiting.shift(); scenario && !signal.aborted; scenario = waiting.shift()) {
      const run = await runScenario(scenario, { url, ...(key === undefined ? {} : { key }), ducking, sounds });
      const outcome = outcomeOf(run);
      outcomes.set(scenario.id, outcome);
      if (!json) console.log(progressLine(outcome, outcomes.size, scenarios.length));
      if (outFolder !== undefined && outcome.problems.length > 0) await saveAudio(outFolder, run);
    }
  };
  await Promise.all(Array.from({ length: parallel }, playOneAfterTheOther));
  return scenarios.flatMap(({ id }) => outcomes.get(id) ?? []);
}

function progressLine(
  { id, phase, sound, result, stopLatencyMs, problems }: Outcome,
  done: number,
  all: number,
): string {
  const after = stopLatencyMs === undefined ? '' : ` after ${Math.round(stopLatencyMs)} ms`;
  const trouble = problems.length > 0 ? `  ! ${problems.join(', ')}` : '';
  return printable(`${done}/${all} ${id} (${phase}, ${sound}): ${result}${after}${trouble}`);
}

async function saveAudio(folder: string, { scenario, microphone, loudspeaker }: ScenarioRun): Promise<void> {
  const heard = writeWav(joinSamples(microphone), inputRateHz);
  await writeFile(join(folder, `${scenario.id}.microphone.wav`), heard);
  await writeFile(join(folder, `${scenario.id}.loudspeaker.wav`), writeWav(loudspeaker.samples, outputRateHz));
}

async function report(outcomes: readonly Outcome[], { json, outFolder, seed }: InterruptionArguments): Promise<0 | 1> {
  const summary = summarize(outcomes);
  const whole = { seed, ...summary, outcomes };
  if (outFolder !== undefined) {
    await writeFile(join(outFolder, 'interruptions.json'), `${JSON.stringify(whole, null, 2)}\n`);
  }
  console.log(json ? JSON.stringify(whole) : `\n${summaryReport(outcomes)}`);
  return summary.reached ? 0 : 1;
}
