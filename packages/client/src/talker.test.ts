import { type DecisionKind, encodeBinaryAudio } from '@cascade/contracts';
import { emptyTurnRecord, exampleResponse } from '@cascade/testing';
import { describe, expect, it } from 'vitest';
import {
  lockstep,
  replyBytes,
  response,
  type Script,
  type ScriptedConnection,
  speak,
  startScriptedServer,
} from '../test/scripted-server.ts';
import type { Clip } from './clip.ts';
import { isFullRecord } from './talk-record.ts';
import { type TalkOptions, talkClip } from './talker.ts';

/** 500 ms: a tone for 300 ms, then silence. With the lead-in, the last speech is in chunk 25, sent at 500 ms. */
const clip: Clip = {
  id: 'clip',
  sampleRateHz: 16000,
  samples: Float32Array.from({ length: 8000 }, (_, index) => (index < 4800 ? Math.sin(index / 5) / 2 : 0)),
};
const lastSpeechChunk = 25;

async function talk(script: Script, options: Partial<TalkOptions> = {}) {
  await using server = await startScriptedServer(script);
  const all = { url: server.url, ...lockstep(), ...options };
  const talked = await talkClip(clip, all);
  return { ...talked, connection: server.connections[0] as ScriptedConnection, endMs: all.clock.nowMs() };
}

const decide = (connection: ScriptedConnection, turnId: string, kind: DecisionKind) =>
  connection.send({ type: 'cascade.turn.decision', turn_id: turnId, trace_id: 't', kind, reason: 'why', at_ms: 0 });
const hearPartial = (connection: ScriptedConnection, text: string) =>
  connection.send({ type: 'cascade.transcript.partial', item_id: 'i', text, stable_text: '' });

/** Ends a turn with its record once the client says that it has heard all of the reply. */
function recordWhenHeard(turnId: string, responseId: string, totalMs: number, transcript: string): Script['onEvent'] {
  return (connection, event) => {
    if (event.type !== 'cascade.playback.ack' || event.item_id !== `item-${responseId}` || event.played_ms < totalMs)
      return;
    connection.send({ type: 'response.done', response: response(responseId, 'completed') });
    const record = emptyTurnRecord(turnId, { final_transcript: transcript, response: exampleResponse(responseId) });
    connection.send({
      type: 'cascade.turn.record',
      record: { ...record, audio: { ...record.audio, start_sample: 9000 } },
    });
  };
}

describe('talkClip', () => {
  it('measures from the last speech sample sent to the first audible sample as played', async () => {
    const script: Script = {
      onChunk(connection, chunks) {
        if (chunks === 15) decide(connection, 'turn-1', 'turn-start');
        if (chunks === 16) hearPartial(connection, '');
        if (chunks === 20) hearPartial(connection, 'what');
        if (chunks === lastSpeechChunk + 1) hearPartial(connection, 'what time');
        if (chunks === 35) speak(connection, 'r1', { silentMs: 130, audibleMs: 400 });
      },
      onEvent: recordWhenHeard('turn-1', 'r1', 530, 'what time is it'),
    };
    const { record, replySamples, connection, clientPart } = await talk(script);
    // The reply arrives when 35 chunks have been sent (at 700 ms) and is audible after its 130 ms of silence.
    expect(record).toMatchObject({
      clip: 'clip',
      voice_to_voice_ms: 700 + 130 - 500,
      voice_to_voice_by: 'client',
      server_voice_to_voice_ms: 321,
      final_transcript: 'what time is it',
      partials_while_speaking: 1,
      replied_before_end_of_speech: false,
      playout_gap_ms: 0,
      max_send_late_ms: 0,
      trace_id: 'trace-turn-1',
    });
    expect(record.error).toBeUndefined();
    expect(record.turns).toBeUndefined();
    expect(isFullRecord(record)).toBe(true);
    expect(clientPart).toMatchObject({
      voiceToVoiceMs: 330,
      sendLateMs: 0,
      firstAudibleMs: 830,
      turn: { turn_id: 'turn-1', voice_to_voice_ms: 321 },
    });
    const heardEndMs = (clientPart?.turn.audio.end_sample ?? 0) / 16;
    expect(clientPart?.speechTailMs).toBe(heardEndMs - 500);
    expect(replySamples.length).toBe(530 * 24);
    const acks = connection.events.flatMap((event) => (event.type === 'cascade.playback.ack' ? [event.played_ms] : []));
    expect(acks.length).toBeGreaterThan(4);
    expect(acks).toEqual(acks.toSorted((a, b) => a - b));
    expect(acks.at(-1)).toBe(530);
  });

  it('knows how late it was itself with the last speech sample', async () => {
    const { clock, webSocket } = lockstep();
    const script: Script = {
      onChunk(connection, chunks) {
        if (chunks === 15) decide(connection, 'turn-1', 'turn-start');
        if (chunks === 35) speak(connection, 'r1', { silentMs: 0, audibleMs: 400 });
      },
      onEvent: recordWhenHeard('turn-1', 'r1', 400, 'what time is it'),
    };
    const lastSpeechMs = 20 * lastSpeechChunk;
    const late = {
      ...clock,
      nowMs: () => clock.nowMs(),
      sleep: (durationMs: number) => clock.sleep(durationMs + (clock.nowMs() + durationMs === lastSpeechMs ? 7 : 0)),
    };
    const { clientPart } = await talk(script, { clock: late, webSocket });
    expect(clientPart).toMatchObject({ sendLateMs: 7, voiceToVoiceMs: 700 - lastSpeechMs - 7 });
  });

  it('has no part in a time that there is not', async () => {
    const { clientPart } = await talk({
      onChunk(connection, chunks) {
        if (chunks === 12) decide(connection, 'turn-1', 'turn-start');
        if (chunks === 30) connection.send({ type: 'cascade.turn.record', record: emptyTurnRecord('turn-1') });
      },
    });
    expect(clientPart).toBeUndefined();
  });

  it('sends lead-in, clip and silence as PCM16, one chunk of 20 ms each 20 ms', async () => {
    const { clock, webSocket } = lockstep();
    const sentAt: number[] = [];
    const { connection, endMs } = await talk(
      {
        onChunk(connection, chunks) {
          sentAt.push(clock.nowMs());
          if (chunks === 12) decide(connection, 'turn-1', 'turn-start');
          if (chunks === 30) connection.send({ type: 'cascade.turn.record', record: emptyTurnRecord('turn-1') });
        },
      },
      { clock, webSocket },
    );
    expect(sentAt).toEqual(sentAt.map((_, index) => (index + 1) * 20));
    expect(connection.audio.every((chunk) => chunk.length === 640)).toBe(true);
    const heard = connection.audio.map((chunk) => new Int16Array(chunk.buffer.slice(chunk.byteOffset).slice(0, 640)));
    expect(heard.findIndex((chunk) => chunk.some((sample) => sample !== 0))).toBe(10);
    expect(heard.findLastIndex((chunk) => chunk.some((sample) => sample !== 0))).toBe(lastSpeechChunk - 1);
    expect(heard[10]?.[7]).toBe(Math.round((Math.sin(7 / 5) / 2) * 32768));
    // Lead-in, clip and grace.
    expect(endMs).toBe(200 + 500 + 1200);
  });

  it('is never early, and its lateness does not add up', async () => {
    const { clock, webSocket } = lockstep();
    const sentAt: number[] = [];
    let sleeps = 0;
    const oversleeping = {
      ...clock,
      sleep: (durationMs: number) => clock.sleep(durationMs + (sleeps++ === 20 ? 70 : 7)),
    };
    const { record } = await talk(
      {
        onChunk(connection, chunks) {
          sentAt.push(clock.nowMs());
          if (chunks === 40) connection.close(1000, '');
        },
      },
      { clock: oversleeping, webSocket },
    );
    // Chunks 21 to 24 fall due while the client oversleeps, and leave together.
    const expected = Array.from({ length: 40 }, (_, index) => 20 * (index + 1) + 7);
    expected.splice(20, 4, 490, 490, 490, 490);
    expect(sentAt).toEqual(expected);
    expect(record.max_send_late_ms).toBe(70);
  });

  it('asks for what it needs of the session', async () => {
    const { connection } = await talk({ onChunk: (c, n) => n === 1 && c.close(1000, '') }, { timeZone: 'Asia/Tokyo' });
    expect(connection.events[0]).toMatchObject({
      type: 'session.update',
      session: {
        audio: {
          input: { format: { type: 'audio/pcm', rate: 16000 } },
          output: { format: { type: 'audio/pcm', rate: 24000 } },
        },
        cascade: { playback_ack: true, binary_audio: false, time_zone: 'Asia/Tokyo' },
      },
    });
  });

  it('joins the turns of a clip, and stops playing a reply that is interrupted', async () => {
    const { record, replySamples, connection } = await talk({
      onChunk(connection, chunks) {
        if (chunks === 11) decide(connection, 'turn-1', 'turn-start');
        if (chunks === 15) speak(connection, 'r1', { silentMs: 0, audibleMs: 400 });
        if (chunks === 20) {
          decide(connection, 'turn-2', 'turn-start');
          connection.send({ type: 'response.done', response: response('r1', 'cancelled') });
          connection.send({
            type: 'cascade.turn.record',
            record: emptyTurnRecord('turn-1', { final_transcript: 'first', response: exampleResponse('r1') }),
          });
        }
        if (chunks === 40) speak(connection, 'r2', { silentMs: 0, audibleMs: 100 });
      },
      onEvent: recordWhenHeard('turn-2', 'r2', 100, 'second'),
    });
    expect(record).toMatchObject({
      final_transcript: 'first second',
      voice_to_voice_ms: 800 - 500,
      trace_id: 'trace-turn-2',
    });
    expect(record.turns?.map((turn) => turn.turn_id)).toEqual(['turn-1', 'turn-2']);
    expect(replySamples.length).toBe(100 * 24);
    const played = connection.events.flatMap((event) =>
      event.type === 'cascade.playback.ack' && event.item_id === 'item-r1' ? [event.played_ms] : [],
    );
    expect(played.at(-1)).toBe((20 - 15) * 20);
  });

  it('plays a reply quieter when it is told to, as long as that reply lasts', async () => {
    const { replySamples, connection } = await talk({
      onChunk(connection, chunks) {
        const duck = (ducked: boolean) =>
          connection.send({
            type: 'cascade.playback.duck',
            response_id: 'r1',
            ducked,
            gain_db: ducked ? -20 : 0,
            at_ms: 0,
          });
        if (chunks === 11) decide(connection, 'turn-1', 'turn-start');
        if (chunks === 15) speak(connection, 'r1', { silentMs: 0, audibleMs: 300 });
        if (chunks === 20) duck(true);
        if (chunks === 25) duck(false);
      },
      onEvent: recordWhenHeard('turn-1', 'r1', 300, 'hello'),
    });
    expect(connection.events[0]).toMatchObject({ session: { cascade: { ducking: 'client' } } });
    const at = (ms: number) => replySamples[ms * 24] as number;
    expect([101, 199].map((ms) => at(ms) / at(99))).toEqual([expect.closeTo(0.1, 3), expect.closeTo(0.1, 3)]);
    expect(at(201) / at(99)).toBeCloseTo(1, 3);
  });

  it('lets a last noise not stand for the clip', async () => {
    const { record } = await talk({
      onChunk(connection, chunks) {
        if (chunks === 11) decide(connection, 'turn-1', 'turn-start');
        if (chunks === 30) speak(connection, 'r1', { silentMs: 0, audibleMs: 100 });
        if (chunks === 50) {
          const abandoned = emptyTurnRecord('turn-9');
          connection.send({
            type: 'cascade.turn.record',
            record: { ...abandoned, audio: { ...abandoned.audio, start_sample: 20000 } },
          });
        }
      },
      onEvent: recordWhenHeard('turn-1', 'r1', 100, 'hello'),
    });
    expect(record).toMatchObject({ trace_id: 'trace-turn-1', final_transcript: 'hello', voice_to_voice_ms: 100 });
    expect(record.turns).toHaveLength(2);
  });

  it('defines no latency for a reply that begins before the end of speech', async () => {
    const { record } = await talk({
      onChunk(connection, chunks) {
        if (chunks === 11) decide(connection, 'turn-1', 'turn-start');
        if (chunks === 20) speak(connection, 'r1', { silentMs: 0, audibleMs: 700 });
      },
      onEvent: recordWhenHeard('turn-1', 'r1', 700, 'hello'),
    });
    expect(record).toMatchObject({ voice_to_voice_ms: null, replied_before_end_of_speech: true });
    expect(record.error).toBeUndefined();
  });

  it('hears binary frames as it hears base64', async () => {
    const { record, replySamples, connection } = await talk(
      {
        onChunk(connection, chunks) {
          if (chunks === 11) decide(connection, 'turn-1', 'turn-start');
          if (chunks !== 35) return;
          const place = { response_id: 'r1', item_id: 'item-r1', output_index: 0, content_index: 0 };
          connection.send({ type: 'cascade.audio.stream', stream: 7, ...place });
          const audio = replyBytes({ silentMs: 30, audibleMs: 70 });
          connection.sendBytes(encodeBinaryAudio({ stream: 7, startSample: 0, audio }));
        },
        onEvent: recordWhenHeard('turn-1', 'r1', 100, 'hello'),
      },
      { binaryAudio: true },
    );
    expect(record.voice_to_voice_ms).toBe(230);
    expect(replySamples.length).toBe(100 * 24);
    expect(connection.events.some((event) => event.type === 'input_audio_buffer.append')).toBe(false);
  });

  it('waits for a record that is late and for a reply that still plays', async () => {
    const { endMs } = await talk({
      onChunk(connection, chunks) {
        if (chunks === 11) decide(connection, 'turn-1', 'turn-start');
        if (chunks === 90) speak(connection, 'r1', { silentMs: 0, audibleMs: 1000 });
      },
      onEvent: recordWhenHeard('turn-1', 'r1', 1000, 'hello'),
    });
    expect(endMs).toBeGreaterThanOrEqual(90 * 20 + 1000);
    expect(endMs).toBeLessThan(90 * 20 + 1000 + 60);
  });

  describe('says why a clip failed', () => {
    it('when nothing was noticed, after four graces', async () => {
      const { record, endMs, replySamples } = await talk({});
      expect(record).toMatchObject({ clip: 'clip', error: 'no speech was noticed', trace_id: 'clip', stages_ms: {} });
      expect(isFullRecord(record)).toBe(false);
      expect(endMs).toBe(700 + 4 * 1200);
      expect(replySamples.length).toBe(0);
    });

    it('when a turn stays open until the limit', async () => {
      const { record, endMs } = await talk(
        { onChunk: (connection, chunks) => chunks === 11 && decide(connection, 'turn-1', 'turn-start') },
        { limitMs: 500 },
      );
      expect(record).toMatchObject({ error: 'a turn was still open 0.5 s after the clip', trace_id: 't' });
      expect(endMs).toBe(700 + 500);
    });

    it('when the turn was answered with silence, and what the server said of it', async () => {
      const { record } = await talk({
        onChunk(connection, chunks) {
          if (chunks === 11) decide(connection, 'turn-1', 'turn-start');
          if (chunks !== 20) return;
          connection.send({
            type: 'error',
            error: { type: 'server_error', code: 'stage_failed', message: 'It broke.', param: null, event_id: null },
          });
          connection.send({ type: 'cascade.turn.record', record: emptyTurnRecord('turn-1') });
        },
      });
      expect(record.error).toBe('no reply was heard (stage_failed: It broke.)');
    });

    it('when the connection ends', async () => {
      const { record } = await talk({
        onChunk: (connection, chunks) => chunks === 5 && connection.close(1011, 'sorry'),
      });
      expect(record.error).toBe('the server ended the connection (1011, sorry)');
    });

    it('when the server breaks the protocol', async () => {
      const wrong = JSON.stringify({ type: 'response.done', response: 7 });
      const { record } = await talk({ onChunk: (connection, chunks) => chunks === 5 && connection.sendBytes(wrong) });
      expect(record.error).toMatch(/^The server sent an event that does not fit the protocol\./);
    });

    it('when it is stopped', async () => {
      const stop = new AbortController();
      const { record, endMs } = await talk(
        { onChunk: (_, chunks) => chunks === 5 && stop.abort() },
        { signal: stop.signal },
      );
      expect(record.error).toBe('stopped');
      expect(endMs).toBeLessThan(200);
    });
  });
});
