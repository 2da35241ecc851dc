/** The user's side: what the voice detector, the recognizer and the client say about the open turn. */
import type {
  InputClear,
  InputCommit,
  SessionSettingsChanged,
  SpeechEnd,
  SpeechMisfire,
  SpeechPause,
  SpeechResume,
  SpeechSilence,
  SpeechStart,
  TranscriptFailed,
  TranscriptFinal,
  TranscriptPartial,
} from '@cascade/contracts';
import { inputRateHz } from '@cascade/contracts';
import { heardWords } from './heard-words.ts';
import { continuedTurn } from './interruption.ts';
import { heardBeyondEcho, noteEcho, nothingHeard, textBeyondEcho, whatIsSpokenOver } from './sound-over-reply.ts';
import type { Step } from './step.ts';
import { abandonTurn, releaseTurn } from './turn-end.ts';
import type { EndOfTurnScore, SoundCompared } from './turn-events.ts';
import { type OpenTurn, spokenMs, type TurnPause, type TurnState, toMs } from './turn-state.ts';

const isManual = ({ detection }: TurnState) => detection.mode === 'manual';

/** Speech begins, or goes on after a pause, at `startSample`. */
function speak(step: Step, startSample: number, probability?: number): void {
  const { turn, usedUpToSample } = step.state;
  if (turn?.closing || isManual(step.state)) return;
  if (!turn) {
    openTurn(step, Math.max(startSample, usedUpToSample), probability);
  } else if (turn.pause) {
    const earlierSpeechMs = spokenMs(step.state, turn);
    step.updateTurn({ pause: undefined, earlierSpeechMs, stretchStartSample: startSample });
  }
}

function openTurn(step: Step, startSample: number, probability?: number): void {
  const continued = continuedTurn(step.state, startSample);
  const turn: OpenTurn = {
    turnId: continued?.turnId ?? step.nextTurnId(),
    kind: continued ? 'continuation' : 'new',
    announced: false,
    startSample,
    scoreFromSample: continued?.scoreFromSample ?? startSample,
    stretchStartSample: startSample,
    earlierSpeechMs: 0,
    mistakenForEndMs: continued ? Math.max(continued.mistakenForEndMs, toMs(startSample - continued.endSample)) : 0,
    confirmed: false,
    probability,
    pause: undefined,
    closing: false,
    over: continued && !step.state.response?.audible ? undefined : whatIsSpokenOver(step.state, startSample),
    heard: nothingHeard,
    sound: { echoMs: 0, ownRunMs: 0, ownMs: 0 },
  };
  step.update({ turn });
}

/** Speech pauses after `endSample`. */
function pause(step: Step, endSample: number, stretch: TurnPause['stretch']): void {
  step.updateTurn({
    pause: {
      endSample: Math.max(endSample, step.state.turn?.startSample ?? 0),
      awaitedSample: endSample,
      silenceMs: 0,
      stretch,
      probability: undefined,
      scoresAsked: 0,
      scoring: false,
      transcript: undefined,
      toldWaitMs: undefined,
    },
  });
}

function askForScore(step: Step, atSample: number): void {
  const { turn, detection } = step.state;
  if (!turn?.pause || turn.closing || detection.mode !== 'semantic') return;
  const { turnId, scoreFromSample: startSample } = turn;
  step.emit({ type: 'score-end-of-turn', turnId, startSample, endSample: turn.pause.endSample, atSample });
  step.updatePause({ scoring: true, scoresAsked: turn.pause.scoresAsked + 1 });
}

export function onSpeechStart(step: Step, { startSample, atSample, probability }: SpeechStart): void {
  step.update({
    voice: { speaking: true, startSample, noticedSample: atSample, endSample: startSample, missed: false },
  });
  speak(step, startSample, probability);
}

export function onSpeechResume(step: Step, { startSample, pausedMs, atSample }: SpeechResume): void {
  const { voice } = step.state;
  step.update({ voice: { ...voice, speaking: true } });
  // The event tells where the whole stretch began; this speech begins after the pause.
  const resumedSample = voice.endSample + Math.round((pausedMs * inputRateHz) / 1000);
  speak(step, Math.min(atSample, Math.max(startSample, resumedSample)));
}

export function onSpeechPause(step: Step, { endSample, atSample }: SpeechPause): void {
  const { voice, turn } = step.state;
  step.update({ voice: { ...voice, speaking: false, endSample, missed: turn?.closing === true } });
  if (!turn || turn.closing) return;
  pause(step, endSample, 'open');
  askForScore(step, atSample);
}

export function onSpeechSilence(step: Step, { endSample, silenceMs, atSample }: SpeechSilence): void {
  const { turn, numbers } = step.state;
  if (!turn?.pause || turn.closing || endSample < turn.pause.endSample) return;
  step.updatePause({ silenceMs: Math.max(turn.pause.silenceMs, silenceMs) });
  const { probability, scoring, scoresAsked } = turn.pause;
  const unsure = probability !== undefined && probability < numbers.endOfTurn.sureProbability;
  const due = numbers.rescoreSilenceMs > 0 && silenceMs >= numbers.rescoreSilenceMs;
  if (unsure && due && !scoring && scoresAsked === 1) askForScore(step, atSample);
}

export function onSpeechEnd(step: Step, { endSample, atSample }: SpeechEnd): void {
  const { voice, turn } = step.state;
  step.update({ voice: { ...voice, speaking: false, endSample } });
  if (!turn || turn.closing) return;
  step.updateTurn({ confirmed: true });
  if (turn.pause) {
    step.updatePause({ stretch: turn.pause.stretch === 'open' ? 'closed' : turn.pause.stretch });
  } else {
    pause(step, endSample, 'closed');
    askForScore(step, atSample);
  }
}

export function onSpeechMisfire(step: Step, { endSample }: SpeechMisfire): void {
  const { voice, turn } = step.state;
  step.update({ voice: { ...voice, speaking: false, endSample, missed: false } });
  if (!turn || turn.closing) return;
  // After real speech a noise is only more pause.
  const stretch = turn.confirmed ? 'closed' : 'misfire';
  if (turn.pause?.awaitedSample === endSample) step.updatePause({ stretch });
  else pause(step, endSample, stretch);
}

export function onSoundCompared(step: Step, { endSample, ms, heard }: SoundCompared): void {
  const { turn } = step.state;
  if (!turn || turn.closing || endSample <= turn.startSample) return;
  const { echoMs, ownRunMs, ownMs } = turn.sound;
  const runMs = heard === 'own' ? ownRunMs + ms : Math.max(0, ownRunMs - ms);
  step.updateTurn({
    sound: { echoMs: echoMs + (heard === 'echo' ? ms : 0), ownRunMs: runMs, ownMs: Math.max(ownMs, runMs) },
  });
  noteEcho(step);
}

/** Partials end no turns: they tell early what a sound over a reply is. */
export function onTranscriptPartial(step: Step, partial: TranscriptPartial): void {
  const { turn } = step.state;
  if (!turn || partial.endSample <= turn.startSample) return;
  // A late one knows less than the final that came before it.
  if (turn.pause?.transcript && partial.endSample <= turn.pause.awaitedSample) return;
  hear(step, turn, partial);
}

function hear(step: Step, { startSample }: OpenTurn, transcript: TranscriptPartial | TranscriptFinal): void {
  step.updateTurn({ heard: heardBeyondEcho(step.state, heardWords(transcript, startSample)) });
  noteEcho(step);
}

export function onTranscriptFinal(step: Step, event: TranscriptFinal): void {
  const { turn } = step.state;
  if (!turn || !awaits(step, event.endSample)) return;
  const unused = unusedPart(step, event);
  hear(step, turn, unused);
  step.updatePause({ transcript: { text: textBeyondEcho(step.state.turn!, unused.text).trim() } });
}

/** Asked for before a commit was transcribed, the words of the commit are in it once more. */
function unusedPart({ state }: Step, event: TranscriptFinal): TranscriptFinal {
  const words = event.words.filter(({ endSample }) => endSample > state.usedUpToSample);
  if (words.length === event.words.length) return event;
  return { ...event, words, text: words.map((word) => word.text).join(' ') };
}

export function onTranscriptFailed(step: Step, { endSample }: TranscriptFailed): void {
  if (awaits(step, endSample) && !step.state.turn?.pause?.transcript)
    step.updatePause({ transcript: { failed: true } });
}

function awaits({ state }: Step, endSample: number): boolean {
  const awaited = state.turn?.pause?.awaitedSample;
  return awaited !== undefined && endSample >= awaited;
}

export function onEndOfTurnScore(step: Step, { endSample, probability }: EndOfTurnScore): void {
  const pause = step.state.turn?.pause;
  if (!pause?.scoring || pause.endSample !== endSample) return;
  step.updatePause({ scoring: false, probability: probability ?? pause.probability });
}

/** The turn ends with the audio so far, spoken or not; what is missing is its transcript. */
export function onInputCommit(step: Step, { endSample }: InputCommit): void {
  const { turn, voice, usedUpToSample, pendingCommits } = step.state;
  if (turn?.closing) {
    step.update({ pendingCommits: [...pendingCommits, endSample] });
    return;
  }
  if (!turn) openTurn(step, Math.min(endSample, Math.max(voice.startSample, usedUpToSample)));
  pause(step, endSample, 'closed');
  step.updateTurn({ closing: true });
}

/** Takes up a commit that came while the one before it was being transcribed. */
export function closeNextCommit(step: Step): boolean {
  const [endSample, ...pendingCommits] = step.state.pendingCommits;
  if (step.state.turn || endSample === undefined) return false;
  step.update({ pendingCommits });
  onInputCommit(step, { type: 'input-commit', endSample });
  return true;
}

/** Speech that began (and may have paused) while a commit was being transcribed, or before turns were detected at all. */
export function takeUpSpeech(step: Step): boolean {
  const { turn, voice, usedUpToSample } = step.state;
  const { speaking, missed, startSample, noticedSample, endSample } = voice;
  if (turn || isManual(step.state) || !(speaking || missed) || noticedSample < usedUpToSample) return false;
  openTurn(step, Math.max(startSample, usedUpToSample));
  if (speaking) return true;
  step.update({ voice: { ...voice, missed: false } });
  pause(step, endSample, 'open');
  askForScore(step, step.state.clockSample);
  return true;
}

export function onInputClear(step: Step, { endSample }: InputClear): void {
  const { turn, usedUpToSample } = step.state;
  step.update({ usedUpToSample: Math.max(usedUpToSample, endSample) });
  if (turn && !turn.closing && turn.startSample < endSample) {
    abandonTurn(step, turn, 'the client cleared the input', endSample);
  }
}

export function onSettings(step: Step, { settings }: SessionSettingsChanged): void {
  const { turn, repromptAfterMs, clockSample } = step.state;
  const { turnDetection, respond } = settings;
  // A new patience begins anew.
  if (settings.repromptAfterMs !== repromptAfterMs) step.update({ busyUpToSample: clockSample });
  step.update({ speaks: settings.outputModality === 'audio', repromptAfterMs: settings.repromptAfterMs });
  step.update({ detection: turnDetection, respond, ...(respond ? {} : { owed: undefined, announcements: [] }) });
  if (turnDetection.mode === 'manual' && turn && !turn.closing) {
    releaseTurn(step, turn, 'the client took over the detection of turns');
  }
}
