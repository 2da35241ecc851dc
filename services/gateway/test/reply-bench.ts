import {
  type PlanDone,
  type PlanToolCall,
  type PlaybackEvent,
  parseServerEvent,
  type ResponseCancelled,
  type ResponseRequested,
  type ServerEventBody,
} from '@cascade/contracts';
import { VirtualClock } from '@cascade/testing';
import { Conversation } from '../src/conversation.ts';
import { Replies } from '../src/replies.ts';
import type { ReplyView } from '../src/reply-view.ts';
import { countingIds } from './counting-ids.ts';
import { spokenReply } from './spoken-reply.ts';

/** Replies on a virtual clock, with everything that they say kept; each wire event is checked against its schema. */
export function replyBench(view: Partial<ReplyView> = {}) {
  const clock = new VirtualClock(1000);
  const newId = countingIds();
  const conversation = new Conversation(newId);
  const wire: ServerEventBody[] = [];
  const frames: Uint8Array[] = [];
  const playback: PlaybackEvent[] = [];
  /** When audio went out as base64, and how long it plays. */
  const sentAudio: { readonly atMs: number; readonly lengthMs: number; readonly itemId: string }[] = [];
  const replies = new Replies({
    clock,
    conversation,
    newId,
    playbackLeadMs: 300,
    duckGainDb: -18,
    view: () => ({
      modality: 'audio',
      format: { type: 'audio/pcm', rate: 24_000 },
      voice: 'default',
      binaryAudio: false,
      promisesAcks: false,
      ducking: 'server',
      ...view,
    }),
    send: (events) => {
      for (const event of events) {
        if (!parseServerEvent({ event_id: 'e', ...event })) throw new Error(`unknown event ${event.type}`);
        wire.push(structuredClone(event));
        if (event.type !== 'response.output_audio.delta') continue;
        const lengthMs = Buffer.byteLength(event.delta, 'base64') / 48;
        sentAudio.push({ atMs: clock.nowMs(), lengthMs, itemId: event.item_id });
      }
    },
    sendBinary: (bytes) => frames.push(bytes),
    playback: (event) => playback.push(event),
  });
  const signal = new AbortController().signal;
  const request = (
    responseId: string,
    cause: ResponseRequested['cause'] = 'turn',
    fields: Pick<ResponseRequested, 'announcement'> = {},
  ) => replies.handle({ type: 'response-requested', responseId, turnId: 't1', cause, atMs: clock.nowMs(), ...fields });
  const duck = (responseId: string, ducked: boolean, faded = false) =>
    replies.handle({ type: 'playback-ducked', responseId, ducked, faded, atMs: clock.nowMs() });
  /** As a client's event does. Returns where the cut is. */
  const truncate = (itemId: string, audioEndMs: number) =>
    replies.cutByClient(itemId, audioEndMs) ?? conversation.truncate(itemId, 0, audioEndMs);
  const cancel = (responseId: string, cause: ResponseCancelled['cause'] = 'barge-in') =>
    replies.handle({ type: 'response-cancelled', responseId, cause, atMs: clock.nowMs() });
  const planDone = (responseId: string, fields: Partial<PlanDone> = {}) =>
    replies.handle({ type: 'plan-done', responseId, source: 'language-model', signal, ...fields });
  const planText = (responseId: string, delta: string) =>
    replies.handle({ type: 'plan-text', responseId, delta, signal });
  const toolCall = (responseId: string, fields: Partial<PlanToolCall> = {}) =>
    replies.handle({
      type: 'plan-tool-call',
      responseId,
      callId: 'call_1',
      name: 'weather',
      arguments: '{"city":"Ulm"}',
      runsAt: 'client',
      ...fields,
    });
  /** Everything the voice says of a reply, at once: synthesis is faster than playback. */
  const speak = (responseId: string, clauses: readonly string[]) => {
    const { parts, audioMs } = spokenReply(responseId, clauses);
    for (const { clause, audio } of parts) {
      replies.handle(clause);
      for (const chunk of audio) replies.handle(chunk);
    }
    replies.handle({ type: 'speech-done', responseId, audioMs });
    return audioMs;
  };
  const types = () => wire.map(({ type }) => type);
  const of = <T extends ServerEventBody['type']>(type: T) =>
    wire.filter((event): event is Extract<ServerEventBody, { type: T }> => event.type === type);
  const done = () => playback.filter((event) => event.type === 'playback-done');
  return {
    clock,
    conversation,
    replies,
    wire,
    frames,
    playback,
    sentAudio,
    request,
    cancel,
    duck,
    truncate,
    planDone,
    planText,
    toolCall,
    speak,
    types,
    of,
    done,
  };
}
