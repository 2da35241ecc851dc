import { InferenceSession } from 'onnxruntime-node';
import { PronunciationDictionary } from './phonemes/dictionary.ts';
import { GraphemeToPhoneme, type PronouncedToken } from './phonemes/grapheme-to-phoneme.ts';
import { Lexicon } from './phonemes/lexicon.ts';
import { Tagger } from './phonemes/tagger.ts';
import { Tokenizer } from './phonemes/tokenizer.ts';
import { createUnknownWordReader } from './phonemes/unknown-words.ts';
import { createTextExpander, type ExpansionReadings } from './text/expansion.ts';
import { splitPhonemes, splitSentences } from './text/sentences.ts';
import { type LocateFile, readPronunciationData, VOICE_FILES } from './voice-files.ts';

/** Text to phonemes, by the voice package's data. */
export interface Phonemizer {
  /** Written forms to words, one sentence at a time. */
  expand(sentence: string): string;
  /** The words and marks of an expanded sentence with their phonemes. */
  pronounce(expanded: string): Promise<PronouncedToken[]>;
  /**
   * The phoneme strings of a text, one for each run of the acoustic model: expansion, then pronunciation, nothing else.
   * This is what is compared with the reference implementation.
   */
  phonemize(text: string): Promise<string[]>;
}

/** One phoneme string of pronounced tokens. */
export function joinPhonemes(tokens: readonly PronouncedToken[]): string {
  return tokens
    .map((token) => token.phonemes + (token.spaceAfter ? ' ' : ''))
    .join('')
    .trim();
}

/** Loads the dictionaries, the tagger and the unknown-word network: about 60 MB, so once for each worker. */
export async function loadPhonemizer(locate: LocateFile, readings: ExpansionReadings): Promise<Phonemizer> {
  const data = await readPronunciationData(locate);
  const session = await InferenceSession.create(locate(VOICE_FILES.unknownWordModel), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const expand = createTextExpander(data.expansionTables, readings);
  const titles = new Set(Object.keys(data.expansionTables.titles));
  const converter = new GraphemeToPhoneme({
    tokenizer: new Tokenizer(data.tokenizerSpecialCases),
    tagger: new Tagger(data.tagger),
    lexicon: new Lexicon(
      new PronunciationDictionary(data.checkedDictionary),
      new PronunciationDictionary(data.generatedDictionary),
    ),
    readUnknownWord: createUnknownWordReader(session, data.unknownWordAlphabet),
  });
  return {
    expand,
    pronounce: (expanded) => converter.pronounce(expanded),
    phonemize: async (text) => {
      const runs: string[] = [];
      for (const sentence of splitSentences(text, titles)) {
        runs.push(...splitPhonemes(joinPhonemes(await converter.pronounce(expand(sentence)))));
      }
      return runs;
    },
  };
}
