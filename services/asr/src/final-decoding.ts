import { inputRateHz, isInForce, type TranscriptWord } from '@cascade/contracts';
import type { Recognition } from './recognition-engine.ts';
import { planSegment, quietestSample, type SegmentPlan } from './segment-plan.ts';
import type { AsrSettings } from './settings.ts';
import { isNoSpeech } from './speech-check.ts';
import { closeStretches, type SpeechStretch } from './speech-timeline.ts';
import { type ClosedDecoding, meanOf, surenessOf, type Utterance } from './utterance.ts';
import { type DecodingSurroundings, decodeWindow } from './window-decoding.ts';

/** What a piece of final work cost and how it went. */
export interface FinalWork {
  computeMs: number;
  /** Times that text had to be bent to what was stable. */
  forced: number;
  attributes: Readonly<Record<string, string | number | boolean>>;
}

export const noWork = (): FinalWork => ({ computeMs: 0, forced: 0, attributes: {} });

export interface FinalHypothesis {
  /** Of the whole utterance, finished segments first. */
  readonly words: readonly TranscriptWord[];
  /** Other texts for all of it, likeliest first. */
  readonly alternatives: readonly string[];
  /** Of all its tokens. */
  readonly meanLogProbability: number;
}

/** Decodes all speech of an utterance up to a pause; long speech is finished in segments on the way. */
export async function decodeFinal(
  surroundings: DecodingSurroundings,
  utterance: Utterance,
  stretches: readonly SpeechStretch[],
  signal: AbortSignal,
  work: FinalWork,
): Promise<FinalHypothesis> {
  const { segments } = surroundings.settings;
  // A pause may end the utterance: only what is too long for one decoding is finished apart.
  const limits = { ...segments, softMs: segments.hardMs };
  let open = stretches;
  for (;;) {
    const plan = planSegment(open, open.at(-1)?.endSample ?? 0, limits);
    if (!plan) break;
    await finishSegment(surroundings, utterance, open, plan, signal, work);
    open = closeStretches(open, utterance.timeline.floorSample, Number.POSITIVE_INFINITY);
  }
  if (open.length === 0) {
    const sureness = { logProbabilitySum: 0, tokens: 0 };
    return {
      words: utterance.finishedWords,
      alternatives: [],
      meanLogProbability: utterance.meanLogProbability(sureness),
    };
  }
  const decoding = await decodeClosed(surroundings, utterance, open, signal, work);
  const merged = utterance.stable.merge(decoding.words);
  if (merged.forced) work.forced++;
  return {
    words: [...utterance.finishedWords, ...decoding.place(merged.words)],
    alternatives: decoding.alternatives.map((text) => textAfter(utterance.finishedWords, text)),
    meanLogProbability: utterance.meanLogProbability(decoding.sureness),
  };
}

const textAfter = (words: readonly TranscriptWord[], text: string): string =>
  [...words.map((word) => word.text), text].join(' ');

/** Decodes the part of the speech that the plan names, for good, and fixes its words. */
export async function finishSegment(
  surroundings: DecodingSurroundings,
  utterance: Utterance,
  stretches: readonly SpeechStretch[],
  plan: SegmentPlan,
  signal: AbortSignal,
  work: FinalWork,
): Promise<void> {
  if (plan.kind === 'at-pause') {
    const closed = stretches.slice(0, plan.stretches);
    if (utterance.finishSegment(await decodeClosed(surroundings, utterance, closed, signal, work))) work.forced++;
    return;
  }
  const { audio, settings } = surroundings;
  const quietest = (from: number, to: number) => {
    const start = Math.max(audio.startSample, Math.round(from));
    return quietestSample(audio.read(start, Math.min(audio.endSample, Math.max(start, Math.round(to)))), start);
  };
  const cut = quietest(plan.earliestSample, plan.latestSample);
  // The next segment hears the last words once more, from another quiet place on.
  const shared = (settings.sharedMs * inputRateHz) / 1000;
  const sharedFrom = quietest(cut - 1.5 * shared, cut - 0.5 * shared);
  const closed = closeStretches(stretches, 0, cut);
  if (utterance.finishSegment(await decodeClosed(surroundings, utterance, closed, signal, work))) work.forced++;
  utterance.sharedFromSample = sharedFrom;
}

/** Decodes closed speech; what was decoded just before is not decoded again. */
async function decodeClosed(
  surroundings: DecodingSurroundings,
  utterance: Utterance,
  stretches: readonly SpeechStretch[],
  signal: AbortSignal,
  work: FinalWork,
): Promise<ClosedDecoding> {
  const startSample = stretches[0]?.startSample ?? 0;
  const endSample = stretches.at(-1)?.endSample ?? 0;
  const known = utterance.lastDecoding;
  if (known?.startSample === startSample && known.endSample === endSample) return known;
  const { settings, engine, load, phrases } = surroundings;
  const heard = settings.finalFromPartial ? heardInPartial(utterance, stretches, endSample) : undefined;
  if (heard && meanOf(heard.sureness) > settings.sureEnough) {
    work.attributes = { from_partial: true };
    utterance.lastDecoding = heard;
    return heard;
  }
  const oneCut = !engine.comparesCuts || isInForce('one-cut-finals', load);
  const { recognition, words, place } = await decodeWindow(surroundings, utterance, stretches, {
    kind: 'final',
    cuts: oneCut ? settings.finalCuts.slice(0, 1) : settings.finalCuts,
    phrases: settings.biasing ? [...new Set([...phrases, ...settings.phrases])] : [],
    signal,
  });
  work.computeMs += recognition.computeMs;
  work.attributes = recognition.attributes;
  const rejected = isRejected(settings, utterance, recognition);
  if (rejected) work.attributes = { ...work.attributes, rejected };
  // Where the window shares audio with a finished segment, what belongs to which is known of the chosen text only.
  const alternatives = rejected || utterance.sharedFromSample !== undefined ? [] : (recognition.alternatives ?? []);
  const decoding: ClosedDecoding = {
    startSample,
    endSample,
    words: rejected ? [] : words,
    alternatives,
    sureness: rejected ? { logProbabilitySum: 0, tokens: 0 } : surenessOf(recognition),
    place,
  };
  utterance.lastDecoding = decoding;
  utterance.draft = recognition.draft;
  return decoding;
}

/** The last partial, if it is of this very speech and had heard it to its end. */
function heardInPartial(
  { lastPartial }: Utterance,
  stretches: readonly SpeechStretch[],
  endSample: number,
): ClosedDecoding | undefined {
  if (!lastPartial || lastPartial.words.length === 0 || lastPartial.endSample < endSample) return undefined;
  const { startSample, lastStretchSample } = lastPartial;
  const isThisSpeech = stretches[0]?.startSample === startSample && stretches.at(-1)?.startSample === lastStretchSample;
  return isThisSpeech ? { ...lastPartial, endSample } : undefined;
}

/** What has been finished or shown as stable was speech, and so is what follows it. */
function isRejected({ speechCheck }: AsrSettings, utterance: Utterance, recognition: Recognition): boolean {
  const heardBefore = utterance.finishedWords.length > 0 || utterance.stable.words.length > 0;
  return speechCheck !== undefined && !heardBefore && isNoSpeech(recognition, speechCheck);
}
