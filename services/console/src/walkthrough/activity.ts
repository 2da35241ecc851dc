import type { ServerEvent } from '@cascade/contracts';
import type { CardId } from './card.ts';
import type { EdgeId } from './diagram-shape.ts';

/** What a stage is doing, in words that the diagram shows beside its light. */
export const activityKinds = ['hearing', 'computing', 'waiting', 'deciding', 'speaking', 'stopped', 'failed'] as const;
export type ActivityKind = (typeof activityKinds)[number];

export interface Activity {
  readonly stage: CardId;
  readonly kind: ActivityKind;
  /** `on` until an `off`; a flash goes out by itself, and ends what was on. */
  readonly phase: 'on' | 'flash' | 'off';
  /** A few words. */
  readonly says?: string;
  /** What data moves on meanwhile. */
  readonly edges?: readonly EdgeId[];
}

const flash = (stage: CardId, kind: ActivityKind, says?: string, ...edges: EdgeId[]): Activity => ({
  stage,
  kind,
  phase: 'flash',
  ...(says === undefined ? {} : { says }),
  ...(edges.length > 0 ? { edges } : {}),
});
const on = (stage: CardId, kind: ActivityKind, says: string, ...edges: EdgeId[]): Activity => ({
  stage,
  kind,
  phase: 'on',
  says,
  edges,
});
const off = (stage: CardId): Activity => ({ stage, kind: 'stopped', phase: 'off' });

const listeningOff = [off('client'), off('vad')];
const answeringOff = [off('planner'), off('tts'), off('gateway'), off('playback')];

/**
 * What an event of the server says about the stages: which of them has just done something, and what flows. Pure. An
 * event that tells nothing gives an empty list.
 */
export function activityOf(event: ServerEvent): Activity[] {
  switch (event.type) {
    case 'session.created':
    case 'session.updated':
      return [flash('gateway', 'computing', 'session')];
    case 'cascade.session.resumed':
      return [flash('gateway', 'computing', 'resumed')];
    case 'cascade.going_away':
      return [flash('gateway', 'waiting', 'draining')];
    case 'error':
      return [flash('gateway', 'failed', event.error.code)];
    case 'input_audio_buffer.speech_started':
      return [
        on('client', 'hearing', 'speech', 'audio-in'),
        on('gateway', 'hearing', 'audio in', 'audio-to-vad', 'audio-to-asr'),
        on('vad', 'hearing', 'speech', 'speech'),
      ];
    case 'cascade.transcript.partial':
      return event.text === '' ? [] : [flash('asr', 'computing', 'partial', 'transcripts')];
    case 'input_audio_buffer.speech_stopped':
      return [...listeningOff, flash('gateway', 'hearing', 'speech over')];
    case 'conversation.item.input_audio_transcription.completed':
      return [flash('asr', 'computing', 'final', 'transcripts', 'utterance-end')];
    case 'conversation.item.input_audio_transcription.failed':
      return [flash('asr', 'failed', event.error.code)];
    case 'input_audio_buffer.timeout_triggered':
      return [flash('turn', 'deciding', 'idle')];
    case 'cascade.turn.decision':
      return decided(event.kind);
    case 'response.created':
      return [on('planner', 'computing', 'planning', 'plan')];
    case 'response.output_text.delta':
      return [flash('planner', 'computing', 'text')];
    case 'response.output_audio_transcript.delta':
      return [flash('planner', 'computing', 'text', 'text'), on('tts', 'computing', 'clause', 'text')];
    case 'response.function_call_arguments.delta':
    case 'response.function_call_arguments.done':
      return [flash('planner', 'deciding', 'tool call')];
    case 'cascade.audio.stream':
    case 'response.output_audio.delta':
      return [
        flash('tts', 'speaking', 'audio', 'clauses'),
        on('gateway', 'speaking', 'pacing', 'audio-out', 'position'),
        on('playback', 'speaking', 'playing'),
      ];
    case 'response.output_audio.done':
      return [off('tts')];
    case 'output_audio_buffer.cleared':
      return [off('gateway'), flash('playback', 'stopped', 'cleared')];
    case 'cascade.playback.duck':
      return [on('playback', 'speaking', event.ducked ? 'quieter' : 'playing', 'position')];
    case 'conversation.item.truncated':
      return [flash('gateway', 'computing', 'heard so far', 'position')];
    case 'response.done':
      return responseDone(event.response.status);
    case 'cascade.turn.record':
      return [recorded(event.record.budget.violations)];
    case 'cascade.degraded':
      return [flash(event.stage, 'failed', event.what)];
    default:
      return [];
  }
}

type DecisionKind = Extract<ServerEvent, { type: 'cascade.turn.decision' }>['kind'];

function decided(kind: DecisionKind): Activity[] {
  switch (kind) {
    case 'turn-start':
      return [flash('turn', 'deciding', 'turn begins')];
    case 'wait':
      return [on('turn', 'waiting', 'waits')];
    case 'commit':
      return [flash('turn', 'deciding', 'end of turn')];
    case 'reopen':
      return [flash('turn', 'deciding', 'taken up again', 'cancel')];
    case 'ignore':
      return [flash('turn', 'deciding', 'ignored')];
    case 'barge-in':
      return [flash('turn', 'deciding', 'interrupted', 'cancel'), off('tts'), off('planner')];
    case 'cancel':
      return [flash('turn', 'deciding', 'cancelled', 'cancel'), off('tts'), off('planner')];
    case 'respond':
      return [flash('turn', 'deciding', 'answers', 'plan')];
    case 'announce':
      return [flash('turn', 'deciding', 'announces', 'plan')];
    case 'speculate':
      return [flash('turn', 'deciding', 'works ahead', 'plan')];
    case 'discard':
      return [flash('turn', 'deciding', 'throws away', 'cancel')];
    case 'duck':
      return [flash('turn', 'deciding', 'an interruption?')];
    case 'unduck':
      return [flash('turn', 'deciding', 'no interruption')];
    case 'resume':
      return [flash('turn', 'deciding', 'takes up the reply', 'plan')];
    case 'reprompt':
      return [flash('turn', 'deciding', 'asks again', 'plan')];
    case 'filler':
      return [flash('turn', 'deciding', 'bridges a wait', 'plan')];
  }
}

type ResponseStatus = Extract<ServerEvent, { type: 'response.done' }>['response']['status'];

function responseDone(status: ResponseStatus): Activity[] {
  if (status === 'cancelled') return [...answeringOff, flash('playback', 'stopped', 'cut off')];
  if (status === 'failed') return [...answeringOff, flash('planner', 'failed', 'apology')];
  return answeringOff;
}

function recorded(violations: Readonly<Record<string, number>>): Activity {
  const over = Object.keys(violations);
  if (over.length === 0) return flash('records', 'computing', 'within budget', 'spans');
  return flash('records', 'failed', `over: ${over.join(', ').replaceAll('_', ' ')}`, 'spans');
}
