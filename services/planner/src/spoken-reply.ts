/** Turns a model's stream into text fit to be spoken, and notices when it is none. Pure: no clock, no events. */

export interface SpokenReplyOptions {
  readonly maxSentences: number;
  /** The system text, so that a model that recites it is noticed. */
  readonly prompt: string;
  /** What the user said, so that a model that only repeats it is noticed. */
  readonly userText: string;
}

/** Why a text cannot be spoken. */
export type Nonsense = 'empty' | 'no words' | 'repetition' | 'prompt echo' | 'user echo' | 'template';

/** Characters after which a reply ends at the next boundary, however many sentences that is. */
const maxChars = 600;
/** The first sentence is passed on word by word up to here, so that speech can begin; then clause by clause. */
const freeChars = 80;

/** Tokens of chat templates, and the role labels that small models write instead of them. */
const templateToken =
  /<\|[^|>\n]{0,30}(?:\|>?)?|<\/?s>|\[\/?INST\]|<(?:start|end)_of_turn>|<\/?(?:think|assistant|user|system)>/i;
const roleLabel = /^\s*(?:assistant|a|bot|ai|response|answer|cascade)\s*:\s*/i;
const nextTurn = /\n\s*(?:user|human|q|question|system|assistant|a|b)\s*:/i;

const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];

/** Markup, emoji and odd spaces are not for the ear. Of a text that grows by words, what came out before only grows. */
function plain(text: string): string {
  return text
    .replace(/\]\(\S*\)/g, '')
    .replace(/^\s*(?:[-*•#>]+|\d+[.)])\s+/gm, '')
    .replace(/[*_`#~|[\]]+/g, '')
    .replace(/\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200d|\ufe0f|\ufffd/gu, '')
    .replace(/[“”]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/(?<=[\p{L}\p{N}"')])\s*\n\s*(?=\S)/gu, '. ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** How often a group of so many words may follow itself before it is a loop. */
const loopTimes = (size: number) => (size === 1 ? 4 : size < 4 ? 3 : 2);

/** The last words said over and over: a loop that will not end by itself. */
export function isLooping(text: string): boolean {
  const all = words(text);
  for (let size = 1; size <= 20; size++) {
    const times = loopTimes(size);
    if (all.length < size * times) continue;
    const tail = all.slice(-size).join(' ');
    let repeats = 1;
    while (repeats < times && all.slice(-size * (repeats + 1), -size * repeats).join(' ') === tail) repeats++;
    if (repeats === times) return true;
  }
  return false;
}

/** Ends of sentences: after . ! ? and their quotes, not within "3.5", "Dr. Who" or "U.S. law". */
const sentenceEnd =
  /(?<!\b(?:Mr|Mrs|Ms|Dr|St|Prof|Jr|Sr|vs|etc|e\.g|i\.e|approx|No|Vol|[A-Z]))[.!?]+["')\]]*(?=\s+\S|\s*$)/g;

/** A figure may go on after its point, a word does not. */
const wholeSentence = /\p{L}[.!?]["')\]]*$/u;

const clauseEnd = /[,;:](?=\s)|\s(?=(?:and|but|because|which|so|or)\s)/g;

/**
 * Takes a model's text in any pieces and gives back what may be spoken of it. It looks at the text once after each
 * word, so that the result does not depend on how the text was cut into pieces.
 */
export class SpokenReply {
  readonly #options: SpokenReplyOptions;
  #raw = '';
  #emitted = '';
  #ended = false;
  #nonsense: Nonsense | undefined;

  constructor(options: SpokenReplyOptions) {
    this.#options = options;
  }

  /** All that was passed on so far. */
  get text(): string {
    return this.#emitted;
  }

  /** Set when the model went astray: with no text before it nothing can be said, else the text was cut there. */
  get nonsense(): Nonsense | undefined {
    return this.#nonsense;
  }

  /** True when no more of the model's text will be used: stop asking for it. */
  get ended(): boolean {
    return this.#ended;
  }

  /** True when what was passed on ends a sentence. */
  get closed(): boolean {
    return /[.!?]["')]*$/.test(this.#emitted);
  }

  /** More of the model's text; returns what may be spoken now. */
  push(delta: string): string {
    let spoken = '';
    for (const char of delta) {
      if (this.#ended) break;
      this.#raw += char;
      if (/\s/.test(char)) spoken += this.#take('more');
    }
    return spoken;
  }

  /** The model is done; returns the rest. `complete` is false when it was cut off by its limit. */
  finish(complete: boolean): string {
    if (this.#ended) return '';
    if (!complete && !wholeSentence.test(this.#raw)) this.#raw = this.#raw.replace(/\S+$/, '');
    let rest = this.#take(complete ? 'complete' : 'cut off');
    this.#ended = true;
    if (this.#emitted === '') this.#nonsense ??= 'empty';
    else if (!this.closed && !this.#nonsense) rest += this.#emit(`${this.#emitted}.`);
    return rest;
  }

  #take(end: 'more' | 'complete' | 'cut off'): string {
    const labelled = this.#raw.replace(roleLabel, '');
    const cut = [templateToken, nextTurn].map((pattern) => labelled.search(pattern)).filter((index) => index >= 0);
    const text = plain(labelled.slice(0, Math.min(labelled.length, ...cut)));
    const over = end !== 'more' || cut.length > 0;
    this.#nonsense = this.#judge(text, over) ?? (text === '' && cut.length > 0 ? 'template' : undefined);
    if (this.#nonsense || cut.length > 0) this.#ended = true;
    if (this.#nonsense || (!over && this.#mayBeEcho(text))) return '';
    const spoken = this.#emit(text.slice(0, this.#boundary(text, over, end === 'cut off')));
    return cut.length > 0 && this.#emitted !== '' && !this.closed ? spoken + this.#emit(`${this.#emitted}.`) : spoken;
  }

  #emit(text: string): string {
    if (!text.startsWith(this.#emitted)) return '';
    const next = text.slice(this.#emitted.length);
    this.#emitted = text;
    return next;
  }

  /** How much may be passed on: whole sentences; of the first one its first words, then its clauses. */
  #boundary(text: string, over: boolean, cutOff: boolean): number {
    const ends = [...text.matchAll(sentenceEnd)].map((match) => match.index + match[0].length);
    const limit = ends.findIndex((end, index) => index + 1 >= this.#options.maxSentences || end >= maxChars);
    if (limit >= 0) {
      this.#ended = true;
      return ends[limit] as number;
    }
    if (over && !cutOff) return withoutComma(text);
    if (ends.length > 0) return ends.at(-1) as number;
    if (text.length <= freeChars) return withoutComma(text);
    const clauses = [...text.matchAll(clauseEnd)].map(({ index }) => index);
    return withoutComma(text.slice(0, Math.max(clauses.at(-1) ?? 0, text.lastIndexOf(' ', freeChars))));
  }

  #judge(text: string, over: boolean): Nonsense | undefined {
    const letters = text.match(/\p{L}/gu)?.length ?? 0;
    const seen = this.#raw.replace(/\s/g, '').length;
    if ((seen >= 24 && letters < seen * 0.4) || /[A-Za-z0-9]{45}/.test(text)) return 'no words';
    if (over && text !== '' && !/[\p{L}\p{N}]/u.test(text)) return 'no words';
    if (isLooping(text) || saysSentenceAgain(text)) return 'repetition';
    if (recites(text, this.#options.prompt)) return 'prompt echo';
    return over && isSame(text, this.#options.userText) ? 'user echo' : undefined;
  }

  /** Nothing is said while it could be the user's own words, or the prompt's, over again. */
  #mayBeEcho(text: string): boolean {
    const said = words(text);
    return [this.#options.userText, this.#options.prompt].some((source) => {
      const heard = words(source);
      return heard.length > 1 && said.length <= heard.length && said.every((word, index) => word === heard[index]);
    });
  }
}

const withoutComma = (text: string): number => text.replace(/[\s,;:–—-]+$/, '').length;
const isSame = (a: string, b: string): boolean => words(a).length > 1 && words(a).join(' ') === words(b).join(' ');

function saysSentenceAgain(text: string): boolean {
  const sentences = text.split(sentenceEnd).map((sentence) => words(sentence).join(' '));
  const whole = sentences.slice(0, -1).filter((sentence) => sentence.includes(' '));
  return new Set(whole).size < whole.length;
}

/** Eight words in a row of the prompt. */
function recites(text: string, prompt: string): boolean {
  const said = words(text);
  if (said.length < 8) return false;
  const source = ` ${words(prompt).join(' ')} `;
  for (let start = 0; start + 8 <= said.length; start++) {
    if (source.includes(` ${said.slice(start, start + 8).join(' ')} `)) return true;
  }
  return false;
}
