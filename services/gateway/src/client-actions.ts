import {
  CascadeError,
  type ClientEvent,
  type ClientEventOf,
  type ErrorCode,
  type ServerEventBody,
} from '@cascade/contracts';
import { decodeBase64 } from './audio-codec.ts';
import type { ConnectionInput } from './connection.ts';
import type { Conversation } from './conversation.ts';
import { audioPathOf } from './item-shapes.ts';
import type { Replies } from './replies.ts';
import { type ResponseWishes, wishesOf } from './response-wishes.ts';
import { type SessionConfig, updateSessionConfig } from './session-config.ts';

/** What a client event may reach of its session. */
export interface ClientTarget {
  config(): SessionConfig;
  /** Also answers with `session.updated` and tells the stages. */
  setConfig(config: SessionConfig): void;
  voices(): readonly string[] | undefined;
  readonly conversation: Conversation;
  replies(): Replies;
  /** For the response that is about to be asked for. */
  wish(wishes: ResponseWishes): void;
  appendAudio(bytes: Uint8Array): void;
  commitAudio(): void;
  clearAudio(): void;
  /** Whether the record of that turn has been sent. */
  knowsTurn(turnId: string): boolean;
  /** Tells the stages. */
  push(event: ConnectionInput): void;
  send(events: readonly ServerEventBody[]): void;
  refuse(error: CascadeError, eventId: string | undefined): void;
}

/**
 * Does what a client asks for.
 *
 * @throws CascadeError when it cannot be done; the session goes on as it was
 */
export function actOnClientEvent(event: ClientEvent, target: ClientTarget): void {
  switch (event.type) {
    case 'session.update':
      updateSession(event, target);
      break;
    case 'input_audio_buffer.append': {
      const bytes = decodeBase64(event.audio);
      if (!bytes) throw fault('invalid_audio', 'The audio is not base64.', 'audio');
      target.appendAudio(bytes);
      break;
    }
    case 'input_audio_buffer.commit':
      target.commitAudio();
      break;
    case 'input_audio_buffer.clear':
      target.clearAudio();
      target.send([{ type: 'input_audio_buffer.cleared' }]);
      break;
    case 'conversation.item.create':
      createItem(event, target);
      break;
    case 'conversation.item.retrieve':
      target.send([{ type: 'conversation.item.retrieved', item: target.conversation.retrieve(event.item_id) }]);
      break;
    case 'conversation.item.truncate':
      truncateItem(event, target);
      break;
    case 'conversation.item.delete':
      target.conversation.delete(event.item_id);
      target.push({ type: 'conversation-changed' });
      target.send([{ type: 'conversation.item.deleted', item_id: event.item_id }]);
      break;
    case 'response.create':
      createResponse(event, target);
      break;
    case 'response.cancel':
      cancelActive(target, event.response_id);
      break;
    case 'output_audio_buffer.clear': {
      const response_id = cancelActive(target, undefined);
      target.send([{ type: 'output_audio_buffer.cleared', response_id }]);
      break;
    }
    case 'cascade.feedback': {
      const { turn_id: turnId, rating, correction } = event;
      if (!target.knowsTurn(turnId))
        throw fault('item_not_found', `No turn ${turnId} of this session is over.`, 'turn_id');
      target.push({ type: 'feedback', turnId, rating, correction });
      break;
    }
    case 'cascade.playback.ack':
      if (!target.replies().acknowledge(event.item_id, event.played_ms)) target.conversation.retrieve(event.item_id);
      break;
  }
}

function updateSession({ session, event_id }: ClientEventOf<'session.update'>, target: ClientTarget): void {
  const { config, refused } = updateSessionConfig(target.config(), session, target.voices());
  target.setConfig(config);
  for (const error of refused) target.refuse(error, event_id);
}

function createItem({ item, previous_item_id }: ClientEventOf<'conversation.item.create'>, target: ClientTarget): void {
  const audioPath = audioPathOf(item);
  const message = 'Audio in an item is not supported: append it to the input buffer and commit it.';
  if (audioPath) throw fault('unsupported_value', message, `item.${audioPath}`);
  const created = target.conversation.create(item, previous_item_id);
  target.push({ type: 'conversation-changed' });
  if (created.type === 'function_call_output') target.push({ type: 'tool-settled', callId: created.call_id });
  const placed = { previous_item_id: target.conversation.previousItemId(created.id), item: created };
  target.send([
    { type: 'conversation.item.added', ...placed },
    { type: 'conversation.item.done', ...placed },
  ]);
}

/** Of a reply that still plays, this is also its end: who truncates has stopped playing. */
function truncateItem(
  { item_id, content_index, audio_end_ms }: ClientEventOf<'conversation.item.truncate'>,
  target: ClientTarget,
): void {
  const playing = content_index === 0 ? target.replies().cutByClient(item_id, audio_end_ms) : undefined;
  target.push({ type: playing === undefined ? 'conversation-changed' : 'response-cancel' });
  const cutMs = playing ?? target.conversation.truncate(item_id, content_index, audio_end_ms);
  target.send([{ type: 'conversation.item.truncated', item_id, content_index, audio_end_ms: Math.round(cutMs) }]);
}

function createResponse({ response }: ClientEventOf<'response.create'>, target: ClientTarget): void {
  const config = target.config();
  if (config.type === 'transcription') {
    throw fault('unsupported_value', 'A transcription session makes no responses.', 'type');
  }
  const wishes = wishesOf(response ?? {}, config, target.conversation);
  const { blocking } = target.replies();
  if (blocking) throw fault('response_in_progress', `The response ${blocking} is not over.`);
  target.wish(wishes);
  target.push({ type: 'response-create' });
}

function cancelActive(target: ClientTarget, responseId: string | undefined): string {
  const active = target.replies().active;
  if (active === undefined || (responseId !== undefined && responseId !== active)) {
    throw fault('response_cancel_not_active', 'There is no such response to cancel.', responseId && 'response_id');
  }
  target.replies().endWanted(active);
  target.push({ type: 'response-cancel' });
  return active;
}

const fault = (code: ErrorCode, message: string, param?: string) =>
  new CascadeError(code, message, { stage: 'gateway', ...(param ? { param } : {}) });
