import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { DictionaryEntry } from './phonemes/dictionary.ts';
import type { TaggerModel } from './phonemes/tagger.ts';
import type { UnknownWordAlphabet } from './phonemes/unknown-words.ts';
import type { ExpansionTables } from './text/expansion-readings.ts';

/** The names of the voice package's files, as they are called in it. */
export const VOICE_FILES = {
  acousticModel: 'hibari.onnx',
  checkedDictionary: 'lexicon_us_gold.json.gz',
  generatedDictionary: 'lexicon_us_silver.json.gz',
  expansionTables: 'normalize.json',
  unknownWordModel: 'oov.onnx',
  unknownWordAlphabet: 'oov.json',
  tagger: 'tagger.json.gz',
  tokenizerSpecialCases: 'tokenizer_exceptions.json',
  phonemeIds: 'vocab.json',
} as const;

/** Everything that text to phonemes needs, parsed. */
export interface PronunciationData {
  readonly checkedDictionary: Readonly<Record<string, DictionaryEntry>>;
  readonly generatedDictionary: Readonly<Record<string, DictionaryEntry>>;
  readonly expansionTables: ExpansionTables;
  readonly unknownWordAlphabet: UnknownWordAlphabet;
  readonly tagger: TaggerModel;
  readonly tokenizerSpecialCases: Readonly<Record<string, readonly string[]>>;
}

/** Where a file of the voice package lies, by its name. */
export type LocateFile = (name: string) => string;

/** Reads a JSON file, unpacking it where its name ends in `.gz`. The caller vouches for its shape. */
export async function readJson<T>(path: string): Promise<T> {
  const bytes = await readFile(path);
  return JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')) as T;
}

export async function readPronunciationData(locate: LocateFile): Promise<PronunciationData> {
  const read = <Name extends keyof PronunciationData>(name: Name): Promise<PronunciationData[Name]> =>
    readJson(locate(VOICE_FILES[name]));
  return {
    checkedDictionary: await read('checkedDictionary'),
    generatedDictionary: await read('generatedDictionary'),
    expansionTables: await read('expansionTables'),
    unknownWordAlphabet: await read('unknownWordAlphabet'),
    tagger: await read('tagger'),
    tokenizerSpecialCases: await read('tokenizerSpecialCases'),
  };
}
