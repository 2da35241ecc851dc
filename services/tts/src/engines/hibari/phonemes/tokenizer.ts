import { escapePattern } from '../text/unicode.ts';

/** A token's text, and whether white space follows it. */
export interface TextPiece {
  readonly text: string;
  readonly spaceAfter: boolean;
}

const LOWER = 'a-zß-öø-ÿ';
const UPPER = 'A-ZÀ-ÖØ-Þ';
const LETTER = '[\\p{L}\\p{Nl}\\p{No}]';
const ALPHANUMERIC = '[\\p{L}\\p{N}]';
const QUOTES = escapePattern('\'"”“`‘´’‚,„»«「」『』（）〔〕【】《》〈〉');
const MARKS = escapePattern('…,:;!?¿¡()[]{}<>_#*&。？！，、；：～·');
const ICONS = '™®©°§¶†‡•';
const CURRENCY_SIGNS = '\\$£€¥฿₽₹₩₪₺₴₦₫₱₲₵₸₼₾₿';
const CURRENCY = `(?:US\\$|C\\$|A\\$|[${CURRENCY_SIGNS}])`;
const UNITS =
  'km²|km³|km/h|kmh|km|mm²|mm³|mm|m²|m³|mph|m/s|mbar|mb|mg|m|dm²|dm³|dm|cm²|cm³|cm|ha|hPa|µm|µg|nm|yd|in|ft|kg|kb|g|gb|t|tb|lb|oz|Pa|MB|KB|GB|TB|T|G|M|K|%';

/** What is peeled off the front of a chunk. */
const PREFIX = new RegExp(
  `^(?:\\.\\.+|US\\$|C\\$|A\\$|[§%=—–${MARKS}${QUOTES}${CURRENCY_SIGNS}${ICONS}]|\\+(?![0-9]))`,
  'u',
);
/** What is peeled off its end. */
const SUFFIX = new RegExp(
  `(?:${[
    '\\.\\.+',
    `[—–${MARKS}${QUOTES}${ICONS}]`,
    "['’][sS]",
    '(?<=[0-9])\\+',
    '(?<=°[FfCcKk])\\.',
    `(?<=[0-9])${CURRENCY}`,
    `(?<=[0-9])(?:${UNITS})`,
    `(?<=[0-9${LOWER}%²+${MARKS}${QUOTES}-])\\.`,
    `(?<=[${UPPER}]{2})\\.`,
  ].join('|')})$`,
  'u',
);
/** Where what is left is cut; the cut itself becomes a token. */
const INFIX = new RegExp(
  [
    '\\.\\.+',
    '…',
    `[${ICONS}]`,
    '(?<=[0-9])[+*^-](?=[0-9-])',
    `(?<=[${LOWER}${QUOTES}])\\.(?=[${UPPER}${QUOTES}])`,
    `(?<=${LETTER}),(?=${LETTER})`,
    `(?<=${ALPHANUMERIC})(?:---?|[–—~-]|——)(?=${LETTER})`,
    `(?<=${ALPHANUMERIC})[:<>=/](?=${LETTER})`,
  ].join('|'),
  'gu',
);
const WORD = '\\p{L}\\p{N}_';
const TOP_LEVEL_DOMAINS = 'com|org|net|edu|gov|io|co|uk|de|fr|info|biz|us|ca|au|tv|me|ly|ai';
const INTERNET_ADDRESS = new RegExp(
  `^(?:(?:https?|ftp)://|www\\.)\\S+$|^[${WORD}.+-]+@[${WORD}-]+(?:\\.[${WORD}-]+)+$` +
    `|^(?:[${WORD}-]+\\.)+(?:${TOP_LEVEL_DOMAINS})(?:/\\S*)?$`,
  'iu',
);

/**
 * Cuts text into words and marks the way the tagger's training text was cut: contractions and abbreviations by a table
 * of special cases, then marks off the front and the end of each chunk, then hyphens, slashes and the like within it.
 */
export class Tokenizer {
  readonly #specialCases: ReadonlyMap<string, readonly string[]>;

  /** The voice package's `tokenizer_exceptions.json`: "don't" → ["do", "n't"]. */
  constructor(specialCases: Readonly<Record<string, readonly string[]>>) {
    this.#specialCases = new Map(Object.entries(specialCases));
  }

  tokenize(text: string): TextPiece[] {
    const pieces: TextPiece[] = [];
    for (const chunk of text.matchAll(/\S+/gu)) {
      const texts = this.#splitChunk(chunk[0]);
      const reachesEnd = chunk.index + chunk[0].length === text.length;
      for (const [index, piece] of texts.entries()) {
        pieces.push({ text: piece, spaceAfter: index === texts.length - 1 && !reachesEnd });
      }
    }
    return pieces;
  }

  #splitChunk(chunk: string): readonly string[] {
    const special = this.#specialCases.get(chunk);
    if (special !== undefined) return special;
    const { front, core, end } = this.#peel(chunk);
    const tokens = [...front, ...this.#splitCore(core), ...end];
    return tokens.length > 1 ? this.#rejoin(tokens) : tokens;
  }

  /** Takes a mark off each side at a time, until a special case or nothing more to take is left. */
  #peel(chunk: string): { front: string[]; core: string; end: string[] } {
    const front: string[] = [];
    const end: string[] = [];
    let core = chunk;
    while (core !== '' && !this.#specialCases.has(core)) {
      const prefix = PREFIX.exec(core)?.[0] ?? '';
      const withoutPrefix = core.slice(prefix.length);
      if (prefix !== '' && this.#specialCases.has(withoutPrefix)) {
        front.push(prefix);
        return { front, core: withoutPrefix, end };
      }
      const suffix = SUFFIX.exec(withoutPrefix)?.[0] ?? '';
      const withoutSuffix = core.slice(0, core.length - suffix.length);
      if (suffix !== '' && this.#specialCases.has(withoutSuffix)) {
        end.unshift(suffix);
        return { front, core: withoutSuffix, end };
      }
      if (prefix === '' && suffix === '') break;
      if (prefix !== '') front.push(prefix);
      if (suffix !== '') end.unshift(suffix);
      core = withoutPrefix.slice(0, withoutPrefix.length - suffix.length);
    }
    return { front, core, end };
  }

  #splitCore(core: string): readonly string[] {
    if (core === '') return [];
    const special = this.#specialCases.get(core);
    if (special !== undefined) return special;
    if (INTERNET_ADDRESS.test(core)) return [core];
    const tokens: string[] = [];
    let start = 0;
    for (const cut of core.matchAll(INFIX)) {
      if (cut.index === 0) continue;
      if (cut.index > start) tokens.push(core.slice(start, cut.index));
      tokens.push(cut[0]);
      start = cut.index + cut[0].length;
    }
    if (start < core.length) tokens.push(core.slice(start));
    return tokens;
  }

  /** Joins neighbours that together are a special case: "Sept" and "." to "Sept.". */
  #rejoin(tokens: readonly string[]): string[] {
    const joined: string[] = [];
    let index = 0;
    while (index < tokens.length) {
      const size = [3, 2].find((count) => {
        return index + count <= tokens.length && this.#specialCases.has(tokens.slice(index, index + count).join(''));
      });
      if (size === undefined) joined.push(tokens[index]!);
      else joined.push(...this.#specialCases.get(tokens.slice(index, index + size).join(''))!);
      index += size ?? 1;
    }
    return joined;
  }
}
