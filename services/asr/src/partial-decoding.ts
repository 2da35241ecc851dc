import { inputRateHz } from '@cascade/contracts';
import type { Recognition } from './recognition-engine.ts';
import { surenessOf, type Utterance } from './utterance.ts';
import { type DecodingSurroundings, decodeWindow } from './window-decoding.ts';

export interface PartialHypothesis {
  /** What may be shown, of the whole utterance. Undefined when there is nothing new or nothing sure enough. */
  readonly shown: { readonly text: string; readonly stableText: string } | undefined;
  readonly recognition: Recognition;
  /** The hypothesis contradicted its stable words. */
  readonly forced: boolean;
}

/**
 * Decodes the open speech as far as it has been heard.
 * @param confidence that the first word needs as long as nothing of the utterance has been shown
 */
export async function decodePartial(
  surroundings: DecodingSurroundings,
  utterance: Utterance,
  confidence: number,
  signal: AbortSignal,
): Promise<PartialHypothesis> {
  const { settings, audio } = surroundings;
  const stretches = utterance.timeline.stretches.map((stretch) => ({ ...stretch }));
  const speechSamples = stretches.reduce(
    (sum, { startSample, endSample }) => sum + (endSample ?? audio.endSample) - startSample,
    0,
  );
  const heard = {
    startSample: stretches[0]?.startSample ?? 0,
    lastStretchSample: stretches.at(-1)?.startSample ?? 0,
    endSample: audio.endSample,
  };
  const { recognition, words, place } = await decodeWindow(surroundings, utterance, stretches, {
    kind: utterance.shown.text === '' ? 'first-partial' : 'partial',
    cuts: [settings.partialCut],
    phrases: [],
    signal,
  });
  if (signal.aborted) return { shown: undefined, recognition, forced: false };
  utterance.draft = recognition.draft;
  utterance.lastPartial = { ...heard, words, place, alternatives: [], sureness: surenessOf(recognition) };
  const merged = utterance.stable.observe(words);
  const stable = utterance.stable.words;
  const speechMs = (speechSamples * 1000) / inputRateHz;
  const visible = utterance.visible.observe(
    merged.words,
    stable.length,
    speechMs,
    utterance.shown.text === '' ? confidence : Number.POSITIVE_INFINITY,
  );
  const shown = {
    text: utterance.textWith(visible),
    stableText: utterance.textWith(stable),
  };
  const changed = shown.text !== utterance.shown.text || shown.stableText !== utterance.shown.stableText;
  const worthShowing = shown.text !== '' && changed;
  if (worthShowing) utterance.shown = shown;
  return { shown: worthShowing ? shown : undefined, recognition, forced: merged.forced };
}
