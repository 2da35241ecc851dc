import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { writeWav } from '@cascade/audio';
import { inputRateHz } from '@cascade/contracts';
import { openVoice } from '../fixtures/voice.ts';
import { KeptFiles } from '../rag/kept-files.ts';
import { recordSaying } from '../rag/microphone.ts';
import type { Question } from '../rag/question-file.ts';
import { planSaying } from '../rag/saying.ts';

/** Those that a single turn can ask and a page can answer, spread evenly. */
export function chooseQuestions(questions: readonly Question[], count: number): readonly Question[] {
  const askable = questions.filter(({ kind, history }) => kind !== 'unanswerable' && history.length === 0);
  const wanted = Math.min(count, askable.length);
  return Array.from({ length: wanted }, (_, at) => askable[Math.floor((at * askable.length) / wanted)]!);
}

/**
 * Says questions with the service's own voice, into a silent room.
 *
 * @returns a manifest as `pnpm bench` takes it
 */
export async function sayQuestions(
  questions: readonly Question[],
  folder: string,
  { seed, signal }: { readonly seed: string; readonly signal: AbortSignal },
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const voice = await openVoice(await KeptFiles.open(join(folder, 'voice')), availableParallelism());
  try {
    const lines: string[] = [];
    for (const { id, question } of questions) {
      const saying = planSaying(id, 'spoken', { seed, snrsDb: [] });
      const samples = recordSaying(await voice.say(question, saying.speed, signal), saying);
      await writeFile(join(folder, `${id}.wav`), writeWav(samples, inputRateHz));
      lines.push(JSON.stringify({ id, file: `${id}.wav`, text: question, slice: ['question'] }));
    }
    const manifest = join(folder, 'manifest.jsonl');
    await writeFile(manifest, `${lines.join('\n')}\n`);
    return manifest;
  } finally {
    await voice.close();
  }
}
