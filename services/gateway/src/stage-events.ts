import type { LoadMeasure, ServerEventBody, StageName } from '@cascade/contracts';
import type { SessionEvent } from './connection.ts';
import type { Departure } from './departure.ts';
import type { InputAudio } from './input-audio.ts';
import type { InputProjection } from './projection/input-projection.ts';
import type { RecentTurns } from './recent-turns.ts';
import type { Replies } from './replies.ts';
import type { TurnWatch } from './turn-watch.ts';

/** What an event of a stage may reach of its session. */
export interface StageTarget {
  readonly audio: InputAudio;
  readonly speech: InputProjection;
  readonly turns: RecentTurns;
  readonly replies: Replies;
  readonly watch: TurnWatch;
  readonly departure: Departure;
  /** The client may see turn records and decisions. */
  seesRecords(): boolean;
  traceId(): string | undefined;
  send(events: readonly ServerEventBody[]): void;
}

/** Shows the client what a stage says, and keeps the session's state in step. */
export function showStageEvent(event: SessionEvent, target: StageTarget): void {
  const { speech, replies, watch, departure } = target;
  switch (event.type) {
    case 'speech-start':
      watch.setSpeech(true);
      replies.setUserSpeaking(true);
      break;
    case 'speech-end':
    case 'speech-misfire':
      watch.setSpeech(false);
      replies.setUserSpeaking(false);
      departure.settled();
      break;
    case 'speech-pause':
    case 'speech-silence':
    case 'speech-resume':
      break;
    case 'transcript-partial':
      target.send(speech.partial(event));
      break;
    case 'transcript-final':
      target.send(speech.final(event));
      break;
    case 'transcript-failed':
      target.send(speech.failed(event));
      break;
    case 'turn-started':
      watch.beginTurn();
      target.send(speech.turnStarted(event.turnId, event.startSample));
      break;
    case 'turn-committed':
      endTurn(event.endSample, target);
      target.send(speech.committed(event));
      break;
    case 'turn-abandoned':
      endTurn(event.endSample, target);
      target.send(speech.abandoned(event));
      break;
    case 'utterance-boundary':
      target.send(speech.boundary());
      break;
    case 'turn-decision': {
      if (!target.seesRecords()) return;
      const { turnId: turn_id, kind, reason, atMs: at_ms } = event;
      const trace_id = target.traceId() ?? null;
      target.send([{ type: 'cascade.turn.decision', turn_id, trace_id, kind, reason, at_ms }]);
      break;
    }
    case 'turn-record':
      target.turns.note(event.record.turn_id);
      if (target.seesRecords()) target.send([{ type: 'cascade.turn.record', record: event.record }]);
      break;
    case 'turn-stored': {
      const { turnId: turn_id, traceId: trace_id } = event;
      if (target.seesRecords()) target.send([{ type: 'cascade.turn.stored', turn_id, trace_id }]);
      break;
    }
    case 'load-changed': {
      const { measure: what, reason, atMs: at_ms } = event;
      const stage = stageOfMeasure[what];
      target.send([{ type: 'cascade.degraded', stage, what, reason, response_id: null, at_ms }]);
      break;
    }
    case 'response-speculated':
    case 'response-discarded':
      break;
    case 'response-requested':
      watch.disarmIdle();
      replies.handle(event);
      break;
    default:
      replies.handle(event);
      break;
  }
}

/** Where work is saved. */
const stageOfMeasure: Readonly<Record<LoadMeasure, StageName>> = {
  'full-service': 'gateway',
  'partials-slower': 'asr',
  'no-speculation': 'turn',
  'one-cut-finals': 'asr',
};

function endTurn(endSample: number, { audio, watch, departure }: StageTarget): void {
  audio.used(endSample);
  watch.endTurn();
  departure.settled();
}
