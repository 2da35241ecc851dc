import { describe, expect, it } from 'vitest';
import { realtimeUrl } from './realtime-socket.ts';

describe('realtimeUrl', () => {
  it.each([
    ['localhost:8080', 'ws://localhost:8080/v1/realtime'],
    ['127.0.0.1:8080', 'ws://127.0.0.1:8080/v1/realtime'],
    ['http://host/', 'ws://host/v1/realtime'],
    ['https://host', 'wss://host/v1/realtime'],
    ['wss://host/v1/realtime?intent=transcription', 'wss://host/v1/realtime?intent=transcription'],
    ['ws://host:1/other', 'ws://host:1/other'],
  ])('completes %s', (text, url) => expect(realtimeUrl(text)).toBe(url));

  it.each(['', 'ftp://host', 'ws://', 'host:port'])('refuses %j and says what it expects', (text) => {
    expect(() => realtimeUrl(text)).toThrow(/expected something like ws:\/\/127/);
  });
});
