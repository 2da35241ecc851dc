import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { CascadeError } from '@cascade/contracts';

/** How one word or phrase is said: other words to read instead, or the voice's phonemes. */
export interface LexiconEntry {
  readonly word: string;
  readonly respelling?: string;
  readonly phonemes?: string;
}

export interface PronunciationLexicon {
  readonly entries: readonly LexiconEntry[];
  /** Changes with every entry; part of the voice's version, so that no cached audio outlives a change. */
  readonly version: string;
}

/** Capital letters are diphthongs: A as in "day", I "my", O "so", W "now", Y "boy"; ˈ and ˌ stand before the vowel. */
const PHONEMES = 'AIOWYTaiuæɑɔəɐɛɜɪʊʌᵊᵻbdfhjklmnpstvwzðŋɡɹɾʃʒʤʧθ ˈˌː';
const PHONEME_STRING = new RegExp(`^[${PHONEMES}]+$`, 'u');
const WORD = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}'’&.+# -]*$/u;
const RESPELLING = /^[\p{L}\p{N}\p{M}'’ -]+$/u;

export const emptyLexicon: PronunciationLexicon = { entries: [], version: 'none' };

/** @throws CascadeError `invalid_file` that names the file, and for a malformed line its number and the cure */
export async function readPronunciationLexicon(path: string): Promise<PronunciationLexicon> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new CascadeError('invalid_file', `${path}: the pronunciation lexicon cannot be read. Check the path.`, {
      stage: 'tts',
      cause: error,
    });
  }
  return parsePronunciationLexicon(text, path);
}

/**
 * One entry a line: `word = respelling` or `word = /phonemes/`. Lines that start with # are comments. A word in small
 * letters stands for every capitalization of it, one with capitals only for itself.
 *
 * @throws CascadeError `invalid_file` naming file, line and cure
 */
export function parsePronunciationLexicon(text: string, path: string): PronunciationLexicon {
  const entries: LexiconEntry[] = [];
  const lineOf = new Map<string, number>();
  for (const [index, line] of text
    .replace(/^\ufeff/u, '')
    .split(/\r?\n/u)
    .entries()) {
    const content = line.trim();
    if (content === '' || content.startsWith('#')) continue;
    const refuse = (problem: string): never => {
      throw new CascadeError('invalid_file', `${path}, line ${index + 1}: ${problem}`, { stage: 'tts' });
    };
    const entry = parseEntry(content.normalize('NFC'), refuse);
    const first = lineOf.get(entry.word);
    if (first !== undefined) refuse(`"${entry.word}" is already on line ${first}. Remove one of the two.`);
    lineOf.set(entry.word, index + 1);
    entries.push(entry);
  }
  const version = entries.length === 0 ? 'none' : createHash('sha256').update(JSON.stringify(entries)).digest('hex');
  return { entries, version: version.slice(0, 12) };
}

function parseEntry(line: string, refuse: (problem: string) => never): LexiconEntry {
  const equals = line.indexOf('=');
  if (equals < 0) refuse('there is no "=". Write `word = respelling` or `word = /phonemes/`.');
  const word = line.slice(0, equals).trim();
  const reading = line.slice(equals + 1).trim();
  if (!WORD.test(word)) {
    refuse(`"${word}" is no word. Begin with a letter or digit; then also spaces and ' & . + # - may follow.`);
  }
  const phonemes = /^\/(.*)\/$/u.exec(reading)?.[1];
  if (phonemes !== undefined) {
    const unknown = [...phonemes].find((character) => !PHONEMES.includes(character));
    if (unknown !== undefined) refuse(`"${unknown}" is no phoneme. Use only these: ${PHONEMES}`);
    if (!PHONEME_STRING.test(phonemes)) refuse('there is nothing between the slashes. Write the phonemes there.');
    return { word, phonemes };
  }
  if (!RESPELLING.test(reading)) {
    refuse(`"${reading}" cannot be read out. Respell with letters, digits, spaces, hyphens and apostrophes.`);
  }
  return { word, respelling: reading };
}

/** Puts a lexicon's readings into a text; phonemes as `[word](/phonemes/)`, which the voice reads, or not at all. */
export function createLexiconReader(
  lexicon: PronunciationLexicon,
  options: { readonly phonemes: boolean },
): (text: string) => string {
  const readings = new Map<string, string>();
  for (const { word, respelling, phonemes } of lexicon.entries) {
    if (respelling !== undefined) readings.set(word, respelling);
    else if (options.phonemes) readings.set(word, `/${phonemes}/`);
  }
  if (readings.size === 0) return (text) => text;
  const words = [...readings.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${words.map((word) => word.replace(/[.+]/gu, '\\$&')).join('|')})(?![\\p{L}\\p{N}])`,
    'giu',
  );
  return (text) =>
    text.replace(pattern, (written) => {
      const reading = readings.get(written) ?? readings.get(written.toLowerCase());
      if (reading === undefined) return written;
      return reading.startsWith('/') ? `[${written}](${reading})` : reading;
    });
}
