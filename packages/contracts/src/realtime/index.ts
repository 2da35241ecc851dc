export { audioFormatOfWire, type WireAudioFormat, wireAudioFormatSchema } from './audio-formats.ts';
export { audioStreamSchema } from './audio-stream.ts';
export {
  type BinaryAudioFrame,
  binaryAudioHeaderBytes,
  decodeBinaryAudio,
  encodeBinaryAudio,
} from './binary-audio.ts';
export {
  type ClientEvent,
  type ClientEventInput,
  type ClientEventOf,
  type ClientEventType,
  clientEventSchemas,
  clientEventTypes,
  type ResponseCreateParameters,
} from './client-events.ts';
export {
  type InputItem,
  type ItemStatus,
  type RealtimeItem,
  realtimeItemSchema,
  type ServerItem,
  serverItemSchema,
} from './items.ts';
export { type ParsedClientEvent, parseClientEvent } from './parse-client-event.ts';
export { type JsonSchema, type ProtocolSchema, protocolSchema } from './protocol-schema.ts';
export type { RealtimeResponse, ResponseStatus, ResponseStatusDetails, ResponseUsage } from './responses.ts';
export {
  parseServerEvent,
  type ServerEvent,
  type ServerEventBody,
  type ServerEventOf,
  type ServerEventType,
  serverEventSchemas,
} from './server-events.ts';
export type { RealtimeErrorBody } from './server-input-events.ts';
export {
  type FunctionTool,
  type RealtimeSession,
  type SessionUpdate,
  sessionSchema,
  sessionUpdateSchema,
  type ToolChoice,
  type TurnDetectionConfig,
  type TurnDetectionEcho,
} from './session.ts';
