const EMOJI = new RegExp(
  [
    // Keycaps, flags, and pictographs with their joiners, skin tones and variation selectors.
    '[0-9#*]\\ufe0f?\\u20e3',
    '\\p{Regional_Indicator}{2}',
    '(?![©®™‼⁉ℹ↔-↙↩↪])\\p{Extended_Pictographic}(?:\\p{Emoji_Modifier}|\\ufe0f|\\u200d\\p{Extended_Pictographic})*',
    '[\\ufe0e\\ufe0f]',
  ].join('|'),
  'gu',
);
/** Faces made of marks, between spaces. */
const FACES = /(?<=^|\s)(?:[:;=8][-'^o]?[)(\]DPpOo|/\\]|<3|\^_\^|¯\\_\(ツ\)_\/¯)(?=\s|$|[.,!?])/gu;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  '#39': "'",
};

export interface MarkupStripper {
  /** The words of the next piece of the text, without markup. Pieces come in order, cut at any white space. */
  strip(piece: string): string;
}

/**
 * Takes Markdown, HTML tags and emoji out of text that is to be spoken. Code blocks are left out, links and images keep
 * their words, list items and headings end in a full stop. One stripper for each response: it remembers whether a code
 * block is open, and whether a line has just begun.
 */
export function createMarkupStripper(): MarkupStripper {
  let insideCode = false;
  let atLineStart = true;
  return {
    strip(piece) {
      const lines = piece.split('\n');
      const kept: Line[] = [];
      for (const [index, line] of lines.entries()) {
        const startsLine = index > 0 || atLineStart;
        const fence = startsLine && /^\s*(?:```|~~~)/u.test(line);
        if (fence) insideCode = !insideCode;
        if (fence || insideCode) {
          if (index < lines.length - 1) kept.push({ spoken: '', goesOn: false });
          continue;
        }
        kept.push({
          spoken: stripInline(startsLine ? stripLineStart(line) : line),
          goesOn: /^\s*\p{Ll}/u.test(line),
        });
      }
      atLineStart = lines.at(-1)!.trim() === '' && (lines.length > 1 || atLineStart);
      return joinLines(kept).replace(/[ \t]{2,}/g, ' ');
    },
  };
}

/** What only means something at the start of a line: headings, quotes, bullets, rulers, table borders. */
function stripLineStart(line: string): string {
  if (/^\s*(?:[-*_]\s*){3,}$/u.test(line) || /^\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?::?-{2,}:?\s*)?$/u.test(line))
    return '';
  return line
    .replace(/^\s*(?:>\s?)+/u, '')
    .replace(/^\s*#{1,6}\s+/u, '')
    .replace(/^\s*[-*+•]\s+(?:\[[ xX]\]\s+)?/u, '')
    .replace(/^\s*(\d{1,3})[.)]\s+(?=\S)/u, '$1, ')
    .replace(/^\s*\|\s*/u, '');
}

function stripInline(text: string): string {
  return text
    .replace(/\\([*_`#[\]()~>+.!-])/gu, '$1')
    .replace(/<\/?[a-z][^<>]*>/giu, ' ')
    .replace(/&(#?\w+);/gu, (entity, name: string) => ENTITIES[name] ?? entity)
    .replace(/!?\[([^\]]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+"[^"]*")?\)/gu, '$1')
    .replace(/\[([^\]]+)\]\[[^\]]*\]/gu, '$1')
    .replace(/\]\((?:https?:|mailto:|\/)[^)\s]*\)/gu, '')
    .replace(/(`+)([^`]*)\1/gu, '$2')
    .replaceAll('`', '')
    .replace(EMOJI, '')
    .replace(FACES, '')
    .replace(/\*\*|__|~~/gu, '')
    .replace(/(?<!\d\s?)\*(?!\s?\d)|(?<=\p{L})\*|\*(?=\p{L})/gu, '')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '')
    .replace(/\s*\|\s*$/u, '')
    .replace(/\s*\|\s*/gu, ', ');
}

interface Line {
  readonly spoken: string;
  /** It begins in small letters: the sentence of the line before may go on. */
  readonly goesOn: boolean;
}

/** A line that ends without a mark ends like a sentence, unless the next one goes on with it. */
function joinLines(lines: readonly Line[]): string {
  let text = lines[0]?.spoken ?? '';
  for (const { spoken, goesOn } of lines.slice(1)) {
    const isOpen = /[\p{L}\p{N})"'”’%]\s*$/u.test(text) && !text.endsWith('\n');
    if (isOpen && goesOn) text = `${text.trimEnd()} ${spoken.trimStart()}`;
    else text = `${isOpen ? `${text.trimEnd()}.` : text}\n${spoken}`;
  }
  return text;
}
