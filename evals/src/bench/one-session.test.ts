import type { DecisionKind } from '@cascade/contracts';
import { emptyTurnRecord, exampleResponse } from '@cascade/testing';
import { describe, expect, test } from 'vitest';
import {
  type LoopbackConnection,
  type LoopbackScript,
  lockstep,
  startLoopbackService,
} from '../../test/loopback-service.ts';
import type { BenchClip } from './clips.ts';
import { talkTogether } from './many-sessions.ts';
import { interruptOneByOne, type SessionSurroundings, sayOneByOne } from './one-session.ts';
import type { TurnResult } from './results.ts';

/** 300 ms of a tone, then 200 ms of silence. */
const clip: BenchClip = {
  id: 'clip',
  slices: ['short-command'],
  text: 'what time is it',
  samples: Float32Array.from({ length: 8000 }, (_, index) => (index < 4800 ? Math.sin(index / 5) / 2 : 0)),
  firstSpeech: 0,
  lastSpeech: 4800,
};

const decide = (connection: LoopbackConnection, turn_id: string, kind: DecisionKind) =>
  connection.send({ type: 'cascade.turn.decision', turn_id, trace_id: 't', kind, reason: 'why', at_ms: 0 });

function record(connection: LoopbackConnection, turnId: string, changes: Parameters<typeof emptyTurnRecord>[1] = {}) {
  const response = exampleResponse(`r-${turnId}`);
  const said = { final_transcript: 'what time is it', versions: { asr: 'asr@1' }, response };
  connection.send({ type: 'cascade.turn.record', record: emptyTurnRecord(turnId, { ...said, ...changes }) });
}

async function around(script: LoopbackScript, use: (around: SessionSurroundings) => Promise<void>) {
  await using service = await startLoopbackService(script);
  await use({
    ...lockstep(),
    url: service.url,
    key: undefined,
    seed: 'test',
    signal: new AbortController().signal,
    readMachine: () => null,
    onProgress: () => undefined,
    onVersions: () => undefined,
    onDegraded: () => undefined,
  });
}

describe('one clip after the other', () => {
  /** Commits and speaks when so many chunks have come; the record follows when the client hangs up. */
  const answering = (commitAt: number, silentMs: number): LoopbackScript => ({
    onChunk(connection, chunks) {
      if (chunks === 10) decide(connection, 'turn', 'turn-start');
      if (chunks === commitAt) decide(connection, 'turn', 'commit');
      if (chunks === commitAt + 5) connection.speak('r-turn', { silentMs, audibleMs: 3000 });
    },
    onEvent(connection, { type }) {
      if (type !== 'response.cancel') return;
      connection.finish('r-turn', 'cancelled');
      record(connection, 'turn');
    },
  });

  test('voice-to-voice is measured from the last speech sample sent to the first audible one played', async () => {
    await around(answering(60, 130), async (surroundings) => {
      const [turn] = (await sayOneByOne([clip], surroundings)) as [TurnResult];
      // 300 ms of speech are sent 15 chunks after the lead-in, which is a whole number of chunks between 400 and 500 ms.
      const lastSpeechChunk = 60 - turn.endpoint_delay_ms! / 20;
      expect(lastSpeechChunk % 1).toBe(0);
      expect(lastSpeechChunk).toBeGreaterThanOrEqual(20 + 15);
      expect(lastSpeechChunk).toBeLessThanOrEqual(25 + 15);
      expect(turn).toMatchObject({
        clip: 'clip',
        outcome: 'answered',
        problem: null,
        voice_to_voice_ms: (65 - lastSpeechChunk) * 20 + 130,
        end_of_speech_by: 'level',
        answer_source: 'fast-path',
        early_cutoff: false,
        heard_too_early: false,
        transcript: 'what time is it',
        word_errors: { substitutions: 0, deletions: 0, insertions: 0, reference_words: 4 },
        client_late_ms: 0,
      });
    });
  });

  test('a reply into the clip has no latency; a turn taken up again was cut off', async () => {
    const script: LoopbackScript = {
      onChunk(connection, chunks) {
        if (chunks === 10) decide(connection, 'turn', 'turn-start');
        if (chunks === 32) {
          decide(connection, 'turn', 'commit');
          connection.speak('r-turn', { silentMs: 0, audibleMs: 100 });
        }
        if (chunks === 50) {
          decide(connection, 'turn', 'reopen');
          connection.finish('r-turn', 'completed');
          record(connection, 'turn');
        }
      },
    };
    await around(script, async (surroundings) => {
      const [turn] = await sayOneByOne([clip], surroundings);
      expect(turn).toMatchObject({
        outcome: 'replied-before-end',
        voice_to_voice_ms: null,
        early_cutoff: true,
        heard_too_early: true,
      });
    });
  });

  test('a service that says nothing is given up, and each clip has a result', async () => {
    await around({}, async (surroundings) => {
      const turns = await sayOneByOne([clip, clip], surroundings);
      expect(turns.map(({ outcome }) => outcome)).toEqual(['no-reply', 'no-reply']);
    });
  });

  test('a clip that no service takes has failed, and says why', async () => {
    let url = '';
    await around({}, async (surroundings) => {
      url = surroundings.url;
    });
    await around({}, async (surroundings) => {
      const [turn] = await sayOneByOne([clip], { ...surroundings, url });
      expect(turn).toMatchObject({ outcome: 'failed', voice_to_voice_ms: null });
      expect(turn?.problem).toContain(url);
      const [interruption] = await interruptOneByOne([clip], 1, { ...surroundings, url });
      expect(interruption).toMatchObject({ result: 'failed', problem: turn?.problem });
      const { turns } = await talkTogether(
        [clip],
        { sessions: 2, seconds: 5, turns: undefined },
        { ...surroundings, url },
      );
      expect(turns.map(({ outcome, problem }) => [outcome, problem])).toEqual(
        [0, 1].map(() => ['failed', turn?.problem]),
      );
    });
  });
});

describe('interruptions', () => {
  const replying = (stopAtChunk: number | undefined): LoopbackScript => ({
    onEvent(connection, { type }) {
      if (type === 'response.create') connection.speak('r', { silentMs: 0, audibleMs: 8000 });
    },
    onChunk(connection, chunks) {
      if (chunks === stopAtChunk) connection.finish('r', 'cancelled');
    },
  });

  test('the stop latency ends with the last audible sample that was played', async () => {
    await around(replying(111), async (surroundings) => {
      const [interruption] = await interruptOneByOne([clip], 1, surroundings);
      expect(interruption).toMatchObject({ clip: 'clip', result: 'stopped' });
      // The reply is heard from the end of the first chunk to that of the 111th.
      expect(interruption!.stop_latency_ms! + interruption!.heard_ms).toBeCloseTo(110 * 20, 0);
      expect(interruption!.heard_ms).toBeGreaterThanOrEqual(300);
    });
  });

  test('a reply that goes on is told apart from one that stopped', async () => {
    await around(replying(undefined), async (surroundings) => {
      const [interruption] = await interruptOneByOne([clip], 1, surroundings);
      expect(interruption).toMatchObject({ result: 'went-on', stop_latency_ms: null });
    });
  });
});

test('several people at once speak 40 % of the time, each in a conversation of their own', async () => {
  const long: BenchClip = { ...clip, samples: new Float32Array(48_000).fill(0.25), lastSpeech: 48_000 };
  const script: LoopbackScript = {
    onChunk(connection, chunks) {
      // 3 s of speech, then 4.5 s for the answer and a pause: the next turn begins 375 chunks later.
      const at = chunks % 375;
      const turn = Math.floor(chunks / 375);
      if (at === 175) decide(connection, `turn-${turn}`, 'commit');
      if (at === 185) connection.speak(`r-turn-${turn}`, { silentMs: 0, audibleMs: 500 });
      if (at === 215) {
        connection.finish(`r-turn-${turn}`, 'completed');
        record(connection, `turn-${turn}`, { audio: { ...emptyTurnRecord('t').audio, start_sample: turn * 1000 } });
      }
    },
  };
  await around(script, async (surroundings) => {
    const { turns, talkShare } = await talkTogether(
      [long],
      { sessions: 2, seconds: 20, turns: undefined },
      surroundings,
    );
    expect(turns.map(({ outcome }) => outcome)).toEqual(turns.map(() => 'answered'));
    expect(new Set(turns.map(({ session }) => session))).toEqual(new Set([0, 1]));
    expect(turns).toHaveLength(6);
    expect(talkShare).toBeCloseTo(0.4, 2);
  });
});
