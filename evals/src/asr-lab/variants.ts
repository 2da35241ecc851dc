import { type AsrSettings, type AsrSwitches, asrSettingsOf, type Cut, defaultAsrSwitches } from '@cascade/asr';
import { vocabularyOf } from '@cascade/planner';
import { coffeeVocabulary, distractingVocabulary, homeVocabulary, lampVocabulary } from './vocabularies.ts';

/** One way to recognize, as a row of the ablation table. */
export interface Variant {
  readonly name: string;
  readonly settings: AsrSettings;
  readonly vocabulary: readonly string[];
}

/** What the planner tells of a session without tools and timers. */
const plannerVocabulary = vocabularyOf([], []);
const variant = (name: string, switches: Partial<AsrSwitches>, vocabulary = plannerVocabulary): Variant => ({
  name,
  settings: asrSettingsOf({ ...defaultAsrSwitches, ...switches }),
  vocabulary,
});

export const defaultVariant = variant('default', {});

/** The rows of the ablation table: each switch against the default, and what other vocabularies do. */
export const ablation: readonly Variant[] = [
  defaultVariant,
  variant('one cut', { finalCuts: 1 }),
  variant('final from partial', { finalFromPartial: true }),
  variant('final from partial, less sure', { finalFromPartial: true, sureEnough: -0.4 }),
  variant('no high-pass', { highPass: false }),
  variant('level normalization', { levelNormalization: true }),
  variant('noise reduction', { noiseReduction: true }),
  variant('no speech check', { speechCheck: false }),
  variant('no biasing', { biasing: false }),
  variant('words of lamps and clocks', {}, [...plannerVocabulary, ...lampVocabulary]),
  variant('words of a home', {}, [...plannerVocabulary, ...homeVocabulary]),
  variant('words of a coffee machine', {}, [...plannerVocabulary, ...coffeeVocabulary]),
  variant('200 other words', {}, distractingVocabulary),
  variant('home and 200 others', {}, [...plannerVocabulary, ...homeVocabulary, ...distractingVocabulary]),
];

/** The same with the edges of every cut moved: what changes then is chance. */
export function moved({ name, settings, vocabulary }: Variant, byMs: number): Variant {
  const move = (cut: Cut): Cut => ({ ...cut, beforeMs: cut.beforeMs + byMs });
  const [first, ...others] = settings.finalCuts;
  const finalCuts: AsrSettings['finalCuts'] = [move(first), ...others.map(move)];
  return { name, vocabulary, settings: { ...settings, finalCuts, partialCut: move(settings.partialCut) } };
}
