/** What a browser gets of this package: no API of Node, no schema library. */
export type { ReplyAudio } from './audio-streams.ts';
export { decodeBase64, encodeBase64 } from './base64.ts';
export { type ClientClock, platformClock } from './client-clock.ts';
export type { ConnectionState, RealtimeConnectOptions, StateDetail } from './connect-options.ts';
export { errorAdvice } from './connection-error.ts';
export { PlaybackReporter, type PlayedItems } from './playback-reporter.ts';
export { type HeardItem, PlayoutTimeline } from './playout-timeline.ts';
export { openRealtimeClient, RealtimeClient } from './realtime-client.ts';
export {
  type ConnectionEnd,
  describeEnd,
  type HandshakeRefusal,
  type RealtimeSocket,
  type RealtimeSocketConstructor,
  realtimeUrl,
} from './realtime-socket.ts';
export type { ReconnectOptions } from './reconnect-policy.ts';
export type { KeySource } from './steady-socket.ts';
export { type ParseEvent, trustEvent } from './trust-event.ts';
