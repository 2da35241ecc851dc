/**
 * Characters that are in a text without being seen: zero-width and soft hyphens, direction marks and overrides, tag
 * characters, variation selectors, control characters other than line breaks and tabs.
 */
const invisibleRanges = [
  ...[
    '0000-0008',
    '000B-000C',
    '000E-001F',
    '007F-009F',
    '00AD',
    '034F',
    '061C',
    '115F-1160',
    '17B4-17B5',
    '180B-180F',
  ],
  ...['200B-200F', '202A-202E', '2060-206F', '3164', 'FE00-FE0F', 'FEFF', 'FFA0', 'FFF9-FFFB', 'E0000-E0FFF'],
].map((range) => range.replace(/[0-9A-F]+/g, (code) => `\\u{${code}}`));

const invisible = new RegExp(`[${invisibleRanges.join('')}]`, 'gu');

export interface CleanedText {
  readonly text: string;
  /** Invisible characters that are no longer in it. */
  readonly removed: number;
}

/** Takes out what cannot be seen, so that what is indexed is what a reader of the document sees. Composes accents (NFC). */
export function cleanText(raw: string): CleanedText {
  let removed = 0;
  const text = raw.replace(/\r\n?/g, '\n').replace(invisible, () => {
    removed++;
    return '';
  });
  return { text: text.normalize('NFC'), removed };
}

/** All white space as single spaces. */
export const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();
