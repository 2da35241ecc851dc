import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CascadeError, type ListeningVotes, listeningVotesSchema } from '@cascade/contracts';
import { resolveModel } from '@cascade/models';
import { z } from 'zod';
import type { Command } from '../command/run-command.ts';
import { readRegistry, registryAddress } from '../gate/index.ts';
import { planEntry } from '../suites/runner/entry-plan.ts';
import { spread } from '../suites/runner/order.ts';
import { openVoice } from '../suites/tts/open-voice.ts';
import { speak } from '../suites/tts/speak.ts';
import { type ListeningArguments, parseListeningArguments, usage } from './arguments.ts';
import { judgeVotes, preferenceText } from './judge-votes.ts';
import { listeningKeySchema, makeSet } from './make-set.ts';

const fixtureScripts = new URL('../../fixtures/speech/scripts.jsonl', import.meta.url);

/** `pnpm listening`. */
export const listeningCommand: Command<ListeningArguments> = {
  usage,
  parse: parseListeningArguments,
  run: (options, signal) => (options.command === 'make' ? make(options, signal) : judge(options)),
};

type MakeArguments = Extract<ListeningArguments, { command: 'make' }>;

async function make(options: MakeArguments, signal: AbortSignal): Promise<0> {
  const registry = await readRegistry(registryAddress(process.env));
  const plans = {
    baseline: planEntry(registry, 'tts', options.baseline),
    candidate: planEntry(registry, 'tts', options.candidate),
  };
  if (plans.baseline.id === plans.candidate.id) {
    throw new CascadeError('invalid_config', `${plans.candidate.id} is the baseline too: name a --baseline.`);
  }
  const texts = spread(await textsOf(options.texts), options.count);
  const model = await resolveModel('hibari');
  const voices = {
    baseline: await openVoice(model, plans.baseline.settings),
    candidate: await openVoice(model, plans.candidate.settings),
  };
  try {
    const { set, key } = await makeSet({
      baseline: plans.baseline.id,
      candidate: plans.candidate.id,
      texts,
      seed: options.seed,
      say: async (system, text) => (await speak(voices[system].stage, text, signal)).samples,
    });
    await mkdir(options.out, { recursive: true });
    await writeFile(join(options.out, 'set.json'), JSON.stringify(set));
    await writeFile(join(options.out, 'key.json'), `${JSON.stringify(key, null, 2)}\n`);
    console.log(
      `${set.trials.length} trials in ${resolve(options.out, 'set.json')}: give it to listeners, who open it at #/listen.`,
    );
    console.log(`The key is ${resolve(options.out, 'key.json')}: keep it to yourself.`);
    return 0;
  } finally {
    await Promise.all(Object.values(voices).map((voice) => voice.close()));
  }
}

async function judge({ key, votes, json }: Extract<ListeningArguments, { command: 'judge' }>): Promise<0> {
  const files = await Promise.all(votes.map((file): Promise<ListeningVotes> => readAs(file, listeningVotesSchema)));
  const report = judgeVotes(await readAs(key, listeningKeySchema), files);
  console.log(json ? JSON.stringify(report) : preferenceText(report));
  return 0;
}

async function textsOf(file: string | undefined): Promise<string[]> {
  const text = await readText(file ?? fixtureScripts);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const texts = file === undefined ? lines.map((line) => (JSON.parse(line) as { text: string }).text) : lines;
  if (texts.length === 0) throw new CascadeError('invalid_file', `${file}: no text in it; one a line is wanted.`);
  return texts;
}

async function readText(file: string | URL): Promise<string> {
  return readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new CascadeError('invalid_file', `${file}: cannot be read (${cause.code}).`, { cause });
  });
}

async function readAs<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.infer<Schema>> {
  const text = await readText(file);
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message;
    throw new CascadeError('invalid_file', `${file}: not what is wanted here. ${why}`, { cause });
  }
}
