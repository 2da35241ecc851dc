import { expect, test } from 'vitest';
import { outputRateHz } from './answering-events.ts';
import { consentSchema, defaultConsent } from './consent.ts';
import { dataContract, dataContractSchema, sessionMetadataLimits, sessionMetadataSchema } from './data-contract.ts';
import { inputRateHz } from './listening-events.ts';
import { wireAudioFormatSchema } from './realtime/audio-formats.ts';
import { cascadeSessionSchema } from './realtime/session.ts';

test('the contract has the shape it promises, and is JSON', () => {
  expect(dataContractSchema.parse(JSON.parse(JSON.stringify(dataContract)))).toEqual(dataContract);
});

test('every format that it names is taken on the wire, and no other rate', () => {
  for (const { type, rates_hz, default_rate_hz } of dataContract.audio.conversation) {
    expect(rates_hz).toContain(default_rate_hz);
    if (type !== 'audio/pcm') continue;
    for (const rate of [8000, 16_000, 22_050, 24_000, 44_100, 48_000]) {
      expect(wireAudioFormatSchema.safeParse({ type, rate }).success, String(rate)).toBe(rates_hz.includes(rate));
    }
  }
  expect(dataContract.audio.conversation.map(({ type }) => type)).toEqual(['audio/pcm', 'audio/pcmu', 'audio/pcma']);
  expect(dataContract.audio.inside).toEqual({ input_rate_hz: inputRateHz, output_rate_hz: outputRateHz });
});

test('only telemetry is agreed to by default, and every consent is explained', () => {
  expect(dataContract.consent.map(({ key }) => key).toSorted()).toEqual(Object.keys(consentSchema.shape).toSorted());
  for (const { key, meaning, without, default: agreed } of dataContract.consent) {
    expect(agreed).toBe(key === 'telemetry');
    expect(agreed).toBe(defaultConsent[key]);
    expect(meaning).not.toBe('');
    expect(without).not.toBe('');
  }
});

test('what the contract says of metadata is what a session takes', () => {
  const takes = (device: Record<string, string>) => cascadeSessionSchema.safeParse({ device }).success;
  const { mostEntries, longestKey, longestValue } = sessionMetadataLimits;
  const entries = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`key-${i}`, 'x']));
  expect([takes(entries(mostEntries)), takes(entries(mostEntries + 1))]).toEqual([true, false]);
  const key = (length: number) => ({ ['k'.repeat(length)]: 'x' });
  expect([takes(key(longestKey)), takes(key(longestKey + 1))]).toEqual([true, false]);
  const value = (length: number) => ({ browser: 'v'.repeat(length) });
  expect([takes(value(longestValue)), takes(value(longestValue + 1))]).toEqual([true, false]);
});

test('standard keys have their values, other keys are taken as they come', () => {
  const device = { locale: 'en-GB', network: '4g', echo_cancellation: 'on', capture_rate_hz: '48000' };
  expect(sessionMetadataSchema.parse(device)).toEqual(device);
  for (const wrong of [{ echo_cancellation: 'yes' }, { locale: 'English, please' }, { network: 'string and cans' }]) {
    expect(sessionMetadataSchema.safeParse(wrong).success).toBe(false);
  }
});

test('a store of anything that has words or audio needs consent, and has a ceiling', () => {
  const kinds = new Map(dataContract.retention.map((entry) => [entry.kind, entry]));
  expect(kinds.get('transcripts')).toMatchObject({ needs: 'transcripts', ceiling_days: expect.any(Number) });
  expect(kinds.get('audio for review')).toMatchObject({ needs: 'audio_review', ceiling_days: expect.any(Number) });
  expect(kinds.get('turn telemetry')).toMatchObject({ needs: 'telemetry', ceiling_days: expect.any(Number) });
});
