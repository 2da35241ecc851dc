/**
 * How the endings -s, -ed and -ing sound after a stem, in American English. Each takes the stem's phonemes and gives
 * back the whole word's; nothing stays nothing.
 */

const VOICELESS_BEFORE_S = new Set('ptkfθ');
const HISSING = new Set('szʃʒʧʤ');
const VOICELESS_BEFORE_ED = new Set('pkfθʃsʧ');
/** After these sounds an American t in front of a vowel is a tap. */
const SOUNDS_BEFORE_TAP = new Set('AIOWYiuæɑəɛɪɹʊʌ');

export function addPluralEnding(stem: string | undefined): string | undefined {
  if (!stem) return undefined;
  const last = stem.at(-1)!;
  if (VOICELESS_BEFORE_S.has(last)) return `${stem}s`;
  return HISSING.has(last) ? `${stem}ᵻz` : `${stem}z`;
}

export function addEdEnding(stem: string | undefined): string | undefined {
  if (!stem) return undefined;
  const last = stem.at(-1)!;
  if (VOICELESS_BEFORE_ED.has(last)) return `${stem}t`;
  if (last === 'd') return `${stem}ᵻd`;
  if (last !== 't') return `${stem}d`;
  if (stem.length < 2) return `${stem}ɪd`;
  return SOUNDS_BEFORE_TAP.has(stem.at(-2)!) ? `${stem.slice(0, -1)}ɾᵻd` : `${stem}ᵻd`;
}

export function addIngEnding(stem: string | undefined): string | undefined {
  if (!stem) return undefined;
  const tap = stem.length > 1 && stem.endsWith('t') && SOUNDS_BEFORE_TAP.has(stem.at(-2)!);
  return tap ? `${stem.slice(0, -1)}ɾɪŋ` : `${stem}ɪŋ`;
}
