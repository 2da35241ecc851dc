/**
 * Our payloads against the types of the `openai` package. The compiler does the checking: what does not fit makes `tsc`
 * fail at the list that names the event. What differs on purpose stands in the two lists of exceptions, type by type.
 */
import type * as OpenAI from 'openai/resources/realtime/realtime';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import type { WireAudioFormat } from './audio-formats.ts';
import { type ClientEventInput, type ClientEventType, clientEventTypes } from './client-events.ts';
import type { messageItemSchema } from './items.ts';
import { type ServerEvent, type ServerEventType, serverEventSchemas } from './server-events.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Of<Event extends { type: string }, Type extends string> = Extract<Event, { type: Type }>;

/** Replaces, wherever they stand in `T`, exactly the types of the table. */
type Replace<T, Table extends readonly Exception[]> = T extends unknown
  ? Lookup<T, Table> extends { readonly instead: infer Instead }
    ? Instead
    : T extends string
      ? T
      : T extends readonly (infer Element)[]
        ? Replace<Element, Table>[]
        : T extends object
          ? { [Key in keyof T]: Replace<T[Key], Table> }
          : T
  : never;
type Exception = readonly [type: unknown, instead: unknown];
type Lookup<T, Table extends readonly Exception[]> = Table extends readonly [
  readonly [infer Type, infer Instead],
  ...infer Rest extends readonly Exception[],
]
  ? Equal<T, Type> extends true
    ? { readonly instead: Instead }
    : Lookup<T, Rest>
  : undefined;

type OurUserPart = Extract<z.infer<typeof messageItemSchema>, { role: 'user' }>['content'][number];
type OurInputAudio = Extract<OurUserPart, { type: 'input_audio' }>;
type OurPcm = Extract<WireAudioFormat, { type: 'audio/pcm' }>;

/** What we say that their types do not know. */
type OursBeyondTheirs = [
  /** 16 and 48 kHz beside 24. */
  [OurPcm, Omit<OurPcm, 'rate'> & { rate: 24_000 }],
  /** The user's item comes before its transcript, which is null until then. */
  [OurInputAudio, Omit<OurInputAudio, 'transcript'> & { transcript?: string }],
];

/** What their types allow that we do not take. */
type TheirsBeyondOurs = [
  /** A format and a content part say of which type they are. */
  [OpenAI.RealtimeAudioFormats.AudioPCM, { type: 'audio/pcm'; rate?: 24_000 }],
  [OpenAI.RealtimeAudioFormats.AudioPCMU, { type: 'audio/pcmu' }],
  [OpenAI.RealtimeAudioFormats.AudioPCMA, { type: 'audio/pcma' }],
  [OpenAI.RealtimeConversationItemSystemMessage.Content, { type: 'input_text'; text: string }],
  [
    OpenAI.RealtimeConversationItemAssistantMessage.Content,
    { type: 'output_text'; text: string } | { type: 'output_audio'; audio?: string; transcript?: string },
  ],
  /** No images. */
  [
    OpenAI.RealtimeConversationItemUserMessage.Content,
    { type: 'input_text'; text: string } | { type: 'input_audio'; audio?: string; transcript?: string },
  ],
  /** No MCP. */
  [OpenAI.RealtimeMcpApprovalRequest, never],
  [OpenAI.RealtimeMcpApprovalResponse, never],
  [OpenAI.RealtimeMcpListTools, never],
  [OpenAI.RealtimeMcpToolCall, never],
];

/** Events of theirs that our server does not send: WebRTC, telephony, MCP, segments of speakers, names of the beta. */
type NotSent =
  | 'conversation.created'
  | 'conversation.item.created'
  | 'conversation.item.input_audio_transcription.segment'
  | 'input_audio_buffer.dtmf_event_received'
  | 'output_audio_buffer.started'
  | 'output_audio_buffer.stopped'
  | `mcp_list_tools.${string}`
  | `response.mcp_call${string}`;

/** Event types of ours that are not our own idea. */
type Common<Type extends string> = Exclude<Type, `cascade.${string}`>;
type SharedServerType = ServerEventType & OpenAI.RealtimeServerEvent['type'];
type SharedClientType = ClientEventType & OpenAI.RealtimeClientEvent['type'];

/** What a client would misread that trusts their types. The session as it is echoed is among it. */
type Misread = {
  [Type in SharedServerType]: Replace<Of<ServerEvent, Type>, OursBeyondTheirs> extends Of<
    OpenAI.RealtimeServerEvent,
    Type
  >
    ? never
    : Type;
}[SharedServerType];
/** What a client that trusts their types may write, and we would refuse. */
type Refused = {
  [Type in SharedClientType]: Replace<Of<OpenAI.RealtimeClientEvent, Type>, TheirsBeyondOurs> extends Of<
    ClientEventInput,
    Type
  >
    ? never
    : Type;
}[SharedClientType];

/** Each key is an event that does not fit; the compiler asks for it here. */
const misfits: {
  readonly misread: Record<Misread, never>;
  readonly refused: Record<Refused, never>;
  /** An event of ours that they have not, and that is not marked as ours. */
  readonly unknownToThem: Record<Exclude<Common<ServerEventType>, OpenAI.RealtimeServerEvent['type']>, never> &
    Record<Exclude<Common<ClientEventType>, OpenAI.RealtimeClientEvent['type']>, never>;
  /** An event of theirs that we neither have nor list as left out. */
  readonly unknownToUs: Record<Exclude<OpenAI.RealtimeServerEvent['type'], ServerEventType | NotSent>, never> &
    Record<Exclude<OpenAI.RealtimeClientEvent['type'], ClientEventType>, never>;
} = { misread: {}, refused: {}, unknownToThem: {}, unknownToUs: {} };

/** The check itself: what does not fit is found, and what is replaced is replaced exactly. */
type Checks = [
  Equal<Replace<{ a: OurPcm[] }, OursBeyondTheirs>, { a: (Omit<OurPcm, 'rate'> & { rate: 24_000 })[] }>,
  Equal<Of<ServerEvent, 'response.done'> extends Of<OpenAI.RealtimeServerEvent, 'response.done'> ? true : false, false>,
  Equal<
    Of<OpenAI.RealtimeClientEvent, 'session.update'> extends Of<ClientEventInput, 'session.update'> ? true : false,
    false
  >,
];
const checks: Checks = [true, true, true];

test('every event that is not ours alone is compared with the openai package', () => {
  expect(misfits).toEqual({ misread: {}, refused: {}, unknownToThem: {}, unknownToUs: {} });
  expect(checks).toEqual([true, true, true]);
  const common = (types: readonly string[]) => types.filter((type) => !type.startsWith('cascade.'));
  expect([common(Object.keys(serverEventSchemas)).length, common(clientEventTypes).length]).toEqual([32, 11]);
});
