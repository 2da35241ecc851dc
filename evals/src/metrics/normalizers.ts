import { normalizeBasic } from './basic-normalizer.ts';
import { normalizeWhisperEnglish, normalizeWhisperPackage } from './english-normalizer.ts';
import { splitWords } from './python-text.ts';

/** Makes two texts comparable. Its name is said wherever a rate is. */
export interface Normalizer {
  readonly name: string;
  readonly text: (text: string) => string;
}

export const whisperEnglish: Normalizer = { name: 'whisper-english@20250625', text: normalizeWhisperEnglish };
export const whisperPackage: Normalizer = { name: 'whisper-normalizer-english@0.1.15', text: normalizeWhisperPackage };
export const whisperBasic: Normalizer = { name: 'whisper-basic@20250625', text: (text) => normalizeBasic(text) };

/** For languages without spaces: every grapheme is a word. */
export const whisperBasicLetters: Normalizer = {
  name: 'whisper-basic-letters@20250625',
  text: (text) => normalizeBasic(text, { splitLetters: true }),
};

export const normalizers: readonly Normalizer[] = [whisperEnglish, whisperPackage, whisperBasic, whisperBasicLetters];

/** Words of a text after normalization. */
export const normalizedWords = (text: string, normalizer: Normalizer = whisperEnglish): string[] =>
  splitWords(normalizer.text(text));
