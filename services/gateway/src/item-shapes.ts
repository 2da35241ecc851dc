/** One conversation item in its three shapes: as the server sends it, as the planner is shown it, as it is after a cut. */
import type { ConversationItem, ItemStatus, RealtimeItem, ServerItem } from '@cascade/contracts';

export const userAudioItem = (id: string, transcript: string | null): ServerItem => ({
  id,
  object: 'realtime.item',
  type: 'message',
  role: 'user',
  status: 'completed',
  content: [{ type: 'input_audio', transcript }],
});

export const assistantItem = (id: string, status: ItemStatus): ServerItem => ({
  id,
  object: 'realtime.item',
  type: 'message',
  role: 'assistant',
  status,
  content: [],
});

export function withReply(item: ServerItem, modality: 'audio' | 'text', text: string, status: ItemStatus): ServerItem {
  if (item.type !== 'message' || item.role !== 'assistant') return item;
  const content =
    modality === 'audio'
      ? ({ type: 'output_audio', transcript: text } as const)
      : ({ type: 'output_text', text } as const);
  return { ...item, status, content: [content] };
}

export const functionCallItem = (
  id: string,
  call: { callId: string; name: string; arguments: string },
  status: ItemStatus,
): ServerItem => ({
  id,
  object: 'realtime.item',
  type: 'function_call',
  status,
  call_id: call.callId,
  name: call.name,
  arguments: call.arguments,
});

export function withTranscript(item: ServerItem, transcript: string): ServerItem {
  if (item.type !== 'message' || item.role !== 'user') return item;
  return {
    ...item,
    content: item.content.map((part) => (part.type === 'input_audio' ? { ...part, transcript } : part)),
  };
}

/** Cut off: only what was heard is left of the spoken parts. */
export function withHeardText(item: ServerItem, heardText: string): ServerItem {
  if (item.type !== 'message' || item.role !== 'assistant') return item;
  const content = item.content.map((part) =>
    part.type === 'output_audio' ? { ...part, transcript: heardText } : { ...part, text: heardText },
  );
  return { ...item, status: 'incomplete', content };
}

/** Where an item that a client wrote holds audio, which is taken from the input buffer alone. */
export function audioPathOf(item: RealtimeItem): string | undefined {
  if (item.type !== 'message' || item.role !== 'user') return undefined;
  const index = item.content.findIndex((part) => part.type === 'input_audio' && part.audio !== undefined);
  return index < 0 ? undefined : `content.${index}.audio`;
}

/** Undefined for an item that says nothing. */
export function plannerItemOf(item: ServerItem): ConversationItem | undefined {
  switch (item.type) {
    case 'message': {
      const text = messageText(item);
      return text === '' ? undefined : { id: item.id, kind: 'message', role: item.role, text };
    }
    case 'function_call':
      return {
        id: item.id,
        kind: 'tool-call',
        callId: item.call_id ?? item.id,
        name: item.name,
        arguments: item.arguments,
      };
    case 'function_call_output':
      return { id: item.id, kind: 'tool-result', callId: item.call_id, output: item.output };
  }
}

function messageText(item: Extract<ServerItem, { type: 'message' }>): string {
  return item.content
    .map((part) => ('text' in part ? part.text : 'transcript' in part ? (part.transcript ?? '') : ''))
    .filter((text) => text !== '')
    .join('\n');
}
