import type { SampleRing } from '@cascade/audio';
import { inputRateHz, type LoadMeasure, type TranscriptWord } from '@cascade/contracts';
import { type AudioWindow, planWindow, readWindow, sessionToWindow, windowToSession } from './audio-window.ts';
import type { Recognition, RecognitionEngine, RecognizedWord } from './recognition-engine.ts';
import { repeatedWords } from './seam.ts';
import type { AsrSettings, Cut } from './settings.ts';
import type { SpeechStretch } from './speech-timeline.ts';
import { coreOf } from './stable-text.ts';
import type { Utterance } from './utterance.ts';
import { estimateWordTimes, findVoicedFrames, type VoicedFrames } from './word-timing.ts';

/** What decoding needs of a session. */
export interface DecodingSurroundings {
  readonly engine: RecognitionEngine;
  readonly settings: AsrSettings;
  readonly audio: SampleRing;
  readonly session: string;
  /** Gives way to what is said in conversations. */
  readonly background: boolean;
  readonly noiseReduction: boolean;
  /** Names and words that are likely to be said now. */
  readonly phrases: readonly string[];
  /** What is given up while the machine has too much to do. */
  readonly load: LoadMeasure;
}

/** A decoded window: the words after what an earlier segment already ends with. */
export interface DecodedWindow {
  readonly recognition: Recognition;
  readonly words: readonly RecognizedWord[];
  /** Places words that stand for `words` in time. */
  place(words: readonly RecognizedWord[]): readonly TranscriptWord[];
}

/** Decodes the given speech of an utterance, all that the settings put around it included. */
export async function decodeWindow(
  { engine, settings, audio, session, background, noiseReduction }: DecodingSurroundings,
  utterance: Utterance,
  stretches: readonly SpeechStretch[],
  request: {
    kind: 'first-partial' | 'partial' | 'final';
    cuts: readonly Cut[];
    phrases: readonly string[];
    signal: AbortSignal;
  },
): Promise<DecodedWindow> {
  const { sharedFromSample } = utterance;
  const firstStart = stretches[0]?.startSample ?? 0;
  const sharedMs = sharedFromSample === undefined ? 0 : ((firstStart - sharedFromSample) * 1000) / inputRateHz;
  const cuts = request.cuts.map((cut) => ({ ...cut, beforeMs: Math.max(cut.beforeMs, sharedMs) }));
  const beforeMs = Math.max(...cuts.map((cut) => cut.beforeMs));
  const firstSample = Math.max(audio.startSample, sharedFromSample ?? utterance.timeline.floorSample);
  const limits = {
    longestPauseMs: settings.longestPauseMs,
    firstSample: soundBefore(audio, firstStart, Math.max(firstSample, firstStart - toSamples(beforeMs))),
    endSample: audio.endSample,
  };
  const window = planWindow(stretches, {
    ...limits,
    beforeMs,
    afterMs: Math.max(...cuts.map((cut) => cut.afterMs)),
  });
  const samples = readWindow(window, (start, end) => audio.read(start, end));
  const voiced = findVoicedFrames(samples);
  const recognition = await engine.recognize({
    session,
    kind: background ? 'background' : request.kind,
    samples,
    cuts: cuts.map((cut) => ({
      ...cutWithin(window, stretches, planWindow(stretches, { ...limits, ...cut })),
      highPassHz: cut.highPassHz,
      levelDbfs: cut.levelDbfs,
    })),
    noiseReduction,
    phrases: request.phrases,
    sureEnough: settings.sureEnough,
    draft: utterance.draft,
    // Audio that is shared with the segment before begins with words of that one.
    beginning: sharedFromSample === undefined ? utterance.stable.words.map((word) => coreOf(word.text)).join('') : '',
    signal: request.signal,
  });
  const skipped = sharedFromSample === undefined ? 0 : skippedWords(utterance, recognition, voiced, window, firstStart);
  const before = recognition.words.slice(0, skipped);
  return {
    recognition,
    words: recognition.words.slice(skipped),
    place: (words) => placeWords([...before, ...words], voiced, window).slice(skipped),
  };
}

const toSamples = (ms: number): number => Math.round((ms * inputRateHz) / 1000);

/** 10 ms of nothing, to the last bits of 16. */
const digitalSilence = { samples: inputRateHz / 100, amplitude: 2 / 32_768 };

/**
 * Where the sound that leads up to the speech begins, not before `fromSample`. Streams begin, and noise gates open, out of
 * digital silence: a recognizer hears that edge as a sound of its own.
 */
function soundBefore(audio: SampleRing, speechSample: number, fromSample: number): number {
  if (speechSample <= fromSample || speechSample > audio.endSample) return fromSample;
  const lead = audio.read(fromSample, speechSample);
  let silent = 0;
  for (let at = lead.length - 1; at >= 0; at -= 1) {
    silent = Math.abs(lead[at]!) <= digitalSilence.amplitude ? silent + 1 : 0;
    if (silent === digitalSilence.samples) return fromSample + at + silent;
  }
  return fromSample;
}

/** A narrower window as positions in a wider one over the same speech. */
function cutWithin(window: AudioWindow, stretches: readonly SpeechStretch[], narrower: AudioWindow) {
  const first = narrower.pieces[0];
  const last = narrower.pieces.at(-1);
  if (!first || !last || stretches.length === 0) return { start: 0, end: window.sampleCount };
  return { start: sessionToWindow(window, first.startSample), end: sessionToWindow(window, last.endSample) };
}

function skippedWords(
  utterance: Utterance,
  recognition: Recognition,
  voiced: VoicedFrames,
  window: AudioWindow,
  cutSample: number,
): number {
  const texts = recognition.words.map((word) => word.text);
  const cut = sessionToWindow(window, cutSample);
  const expected = estimateWordTimes(texts, voiced).filter(({ end }) => end <= cut).length;
  return repeatedWords(
    utterance.finishedWords.map((word) => word.text),
    texts,
    expected,
  );
}

function placeWords(words: readonly RecognizedWord[], voiced: VoicedFrames, window: AudioWindow): TranscriptWord[] {
  const times = estimateWordTimes(
    words.map((word) => word.text),
    voiced,
  );
  return words.map(({ text, confidence }, index) => ({
    text,
    startSample: windowToSession(window, times[index]?.start ?? 0),
    endSample: windowToSession(window, times[index]?.end ?? 0),
    confidence,
  }));
}
