/** What the assistant says and when it sounds: words of replies on the audio clock. */
import type { PlaybackDone, PlaybackProgress, PlaybackStarted, ReplyWords, SpeechClause } from '@cascade/contracts';
import { inputRateHz } from '@cascade/contracts';
import type { Step } from './step.ts';
import { type SpokenReply, type TurnState, toMs } from './turn-state.ts';

/** The reply being heard, the one before it (its echo may come late), and what is made ahead. */
const keptReplies = 4;

const emptyReply = (responseId: string): SpokenReply => ({
  responseId,
  clauses: [],
  words: [],
  position: undefined,
  fadedSample: undefined,
  endedSample: undefined,
});

export const spokenReply = ({ replies }: TurnState, responseId: string): SpokenReply | undefined =>
  replies.find((reply) => reply.responseId === responseId);

export const textOf = ({ clauses }: SpokenReply): string => clauses.join('');

function change(step: Step, responseId: string, update: (reply: SpokenReply) => Partial<SpokenReply>): void {
  const { replies } = step.state;
  const known = spokenReply(step.state, responseId);
  const reply = known ?? emptyReply(responseId);
  const changed = { ...reply, ...update(reply) };
  step.update({
    replies: known ? replies.map((one) => (one === known ? changed : one)) : [...replies, changed].slice(-keptReplies),
  });
}

export function onSpeechClause(step: Step, { responseId, text }: SpeechClause): void {
  change(step, responseId, ({ clauses }) => ({ clauses: [...clauses, text] }));
}

export function onReplyWords(step: Step, { responseId, words }: ReplyWords): void {
  const timed = words.map(({ text, startMs, endMs }) => ({ text, startMs, endMs }));
  change(step, responseId, (reply) => ({ words: [...reply.words, ...timed] }));
}

/** Positions are told as of now: the audio clock is the microphone's, and stands still when it does. */
export function notePlayback(step: Step, event: PlaybackStarted | PlaybackProgress): void {
  const playedMs = event.type === 'playback-progress' ? event.playedMs : 0;
  const atSample = step.state.clockSample;
  change(step, event.responseId, ({ position }) =>
    position && position.playedMs >= playedMs ? {} : { position: { playedMs, atSample } },
  );
}

export function notePlaybackEnd(step: Step, { responseId }: Pick<PlaybackDone, 'responseId'>): void {
  if (spokenReply(step.state, responseId)) change(step, responseId, () => ({ endedSample: step.state.clockSample }));
}

export function noteFaded(step: Step, responseId: string, faded: boolean): void {
  change(step, responseId, () => ({ fadedSample: faded ? step.state.clockSample : undefined }));
}

/** Where the last of its sound may be heard on the audio clock, as far as that is known by now. */
export function audibleUntil({ clockSample, numbers }: TurnState, { fadedSample, endedSample }: SpokenReply): number {
  const silent = fadedSample === undefined ? Infinity : fadedSample + (numbers.echoAfterFadeMs * inputRateHz) / 1000;
  return Math.min(silent, endedSample ?? clockSample);
}

/** How much of a reply has been played by now, in milliseconds of its audio. */
export function playedNowMs({ clockSample }: TurnState, { position, endedSample }: SpokenReply): number {
  if (!position) return 0;
  return position.playedMs + toMs(Math.max(0, (endedSample ?? clockSample) - position.atSample));
}

/** Where on the audio clock a moment of a reply's audio sounds; undefined before the reply is heard. */
export function sampleOf({ position }: SpokenReply, audioMs: number): number | undefined {
  return position && position.atSample + ((audioMs - position.playedMs) * inputRateHz) / 1000;
}
