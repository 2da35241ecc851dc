/**
 * The phoneme alphabet: one character for each sound, capitals for diphthongs (A as in "day", I "my", O "so", W "now",
 * Y "boy"), `ˈ` and `ˌ` in front of a vowel for primary and secondary stress.
 */

export const PRIMARY_STRESS = 'ˈ';
export const SECONDARY_STRESS = 'ˌ';
export const VOWELS: ReadonlySet<string> = new Set('AIOQWYaiuæɑɒɔəɛɜɪʊʌᵻ');
export const CONSONANTS: ReadonlySet<string> = new Set('bdfhjklmnpstvwzðŋɡɹɾʃʒʤʧθ');
/** Sounds that weigh double when the stress of two words is compared. */
const HEAVY_SOUNDS: ReadonlySet<string> = new Set('AIOQWYʤʧ');
/** Punctuation that the acoustic model has a symbol for, quotes aside. */
export const PAUSE_MARKS: ReadonlySet<string> = new Set(';:,.!?—…');
export const PUNCTUATION: ReadonlySet<string> = new Set([...PAUSE_MARKS, '"', '“', '”']);

/** How heavy a word sounds: one for each sound, two for diphthongs and affricates. */
export function soundWeight(phonemes: string): number {
  let weight = 0;
  for (const sound of phonemes) weight += HEAVY_SOUNDS.has(sound) ? 2 : 1;
  return weight;
}

const hasVowel = (phonemes: string): boolean => [...phonemes].some((sound) => VOWELS.has(sound));

/** Puts `mark` in front of the first vowel. */
function stressFirstVowel(phonemes: string, mark: string): string {
  const sounds = [...phonemes];
  const at = sounds.findIndex((sound) => VOWELS.has(sound));
  return sounds.slice(0, at).join('') + mark + sounds.slice(at).join('');
}

/**
 * Raises or lowers the stress of a word: below −1 takes all marks away, −1 and −0.5 make a primary stress secondary, 0
 * does so too and gives an unstressed word a secondary stress, 0.5 gives an unstressed word a secondary stress, 1 raises
 * a secondary stress to primary, 2 makes sure of a primary stress. `undefined` changes nothing.
 */
export function adjustStress(phonemes: string, level: number | undefined): string {
  if (level === undefined) return phonemes;
  if (level < -1) return phonemes.replaceAll(PRIMARY_STRESS, '').replaceAll(SECONDARY_STRESS, '');
  const hasPrimary = phonemes.includes(PRIMARY_STRESS);
  const hasSecondary = phonemes.includes(SECONDARY_STRESS);
  if (level === -1 || (hasPrimary && (level === 0 || level === -0.5))) {
    return phonemes.replaceAll(SECONDARY_STRESS, '').replaceAll(PRIMARY_STRESS, SECONDARY_STRESS);
  }
  if (!hasPrimary && !hasSecondary) {
    if (level < 0 || !hasVowel(phonemes)) return phonemes;
    return stressFirstVowel(phonemes, level > 1 ? PRIMARY_STRESS : SECONDARY_STRESS);
  }
  if (level >= 1 && !hasPrimary) return phonemes.replaceAll(SECONDARY_STRESS, PRIMARY_STRESS);
  return phonemes;
}
