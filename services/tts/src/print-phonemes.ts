/**
 * Prints the embedded voice's phonemes for each line of standard input, as one JSON object a line: `text`, `phonemes`.
 * With `--speech`, those of the text as the stage speaks it: normalized first, and without the reference's mistakes.
 */
import { createInterface } from 'node:readline';
import { resolveModel } from '@cascade/models';
import { splitSentences } from './clause-boundaries.ts';
import { joinPhonemes, loadPhonemizer } from './engines/hibari/phonemizer.ts';
import { normalizeForSpeech } from './spoken-text/normalize-for-speech.ts';

const asSpoken = process.argv.includes('--speech');
const model = await resolveModel('hibari');
const phonemizer = await loadPhonemizer((name) => model.file(name), asSpoken ? 'speech' : 'reference');

async function phonemesOf(text: string): Promise<string[]> {
  if (!asSpoken) return phonemizer.phonemize(text);
  const sentences = splitSentences(normalizeForSpeech(text));
  const phonemes: string[] = [];
  for (const sentence of sentences)
    phonemes.push(joinPhonemes(await phonemizer.pronounce(phonemizer.expand(sentence))));
  return phonemes;
}

for await (const text of createInterface({ input: process.stdin })) {
  if (text.trim() === '') continue;
  process.stdout.write(`${JSON.stringify({ text, phonemes: await phonemesOf(text) })}\n`);
}
