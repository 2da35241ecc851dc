import { defaultTeams } from '@cascade/budget';
import { emptyTurnRecord, exampleResponse } from '@cascade/testing';
import { expect, test } from 'vitest';
import {
  type LoopbackConnection,
  type LoopbackScript,
  lockstep,
  startLoopbackService,
} from '../../test/loopback-service.ts';
import { loadClipOf } from './load-clips.ts';
import { planStep } from './load-plan.ts';
import { parseMix } from './mix.ts';
import { type LoadOptions, runLoad } from './run-load.ts';
import { parseThinkTime } from './think-time.ts';

/** 400 ms of a tone, then 200 ms of silence. */
const clip = loadClipOf({
  id: 'tone',
  samples: Float32Array.from({ length: 9600 }, (_, index) => (index < 6400 ? Math.sin(index / 5) / 2 : 0)),
  lastSpeech: 6400,
});

/** Hears a tone, and answers 300 ms after its end with 100 ms of silence and a tone; its record names the audio that it heard. */
function answering(isAnswered: (turn: number) => boolean = () => true): LoopbackScript {
  const state = new WeakMap<
    LoopbackConnection,
    { loudFrom: number; loudTo: number; turns: number; open: string | undefined }
  >();
  return {
    onChunk(connection, chunks, isLoud) {
      const at = state.get(connection) ?? { loudFrom: 0, loudTo: 0, turns: 0, open: undefined };
      state.set(connection, at);
      if (isLoud) {
        if (at.loudFrom === 0) at.loudFrom = chunks;
        at.loudTo = chunks;
      }
      if (at.loudFrom === 0 || chunks !== at.loudTo + 15) return;
      const turn = `${at.turns++}`;
      if (isAnswered(at.turns - 1)) connection.speak(`r-${turn}`, { silentMs: 100, audibleMs: 500 });
      if (isAnswered(at.turns - 1)) connection.finish(`r-${turn}`, 'completed');
      connection.send({
        type: 'cascade.turn.record',
        record: emptyTurnRecord(`turn-${turn}`, {
          stages_ms: { planning: 700, finalization: 200 },
          response: isAnswered(at.turns - 1) ? exampleResponse(`r-${turn}`) : null,
          audio: { ...emptyTurnRecord('x').audio, start_sample: 320 * (at.loudFrom - 1), end_sample: 320 * at.loudTo },
        }),
      });
      at.loudFrom = 0;
    },
  };
}

async function measured(script: LoopbackScript, changes: Partial<LoadOptions> = {}, sessions = 2) {
  await using service = await startLoopbackService(script);
  const plan = planStep(sessions, { rampMs: 100, settleMs: 3000, measureMs: 20_000, tailMs: 3000 });
  const options: LoadOptions = {
    ...lockstep(),
    url: service.url,
    key: undefined,
    pid: undefined,
    clips: [clip],
    mix: parseMix('talkers=1'),
    think: parseThinkTime('uniform:1,2'),
    listenMs: 1500,
    budgetsMs: { planning: 500 },
    teams: defaultTeams,
    signal: new AbortController().signal,
    ...changes,
  };
  const [trace] = await runLoad(plan, 'seed', options);
  return trace!;
}

test('turns of several clients are measured from when they were due, on a real socket, the same in every run', async () => {
  const trace = await measured(answering());
  expect(trace.turns.length).toBeGreaterThan(8);
  for (const turn of trace.turns) {
    // 300 ms until the answer is sent, to the next chunk, and 100 ms of silence at its head.
    expect(turn).toMatchObject({ outcome: 'answered', clip: 'tone' });
    expect(turn.voiceToVoiceMs).toBeGreaterThanOrEqual(400);
    expect(turn.voiceToVoiceMs).toBeLessThanOrEqual(420);
    expect(turn.facts?.stagesMs).toEqual({ planning: 700, finalization: 200 });
    expect(turn.facts?.verdicts.map(({ budget }) => budget)).toContain('planning');
  }
  const again = await measured(answering());
  expect(again.turns.map(({ client, number, voiceToVoiceMs }) => ({ client, number, voiceToVoiceMs }))).toEqual(
    trace.turns.map(({ client, number, voiceToVoiceMs }) => ({ client, number, voiceToVoiceMs })),
  );
});

test('a service that does not answer is asked no less: arrivals do not wait', async () => {
  const answered = await measured(answering());
  const silent = await measured(answering(() => false));
  expect(silent.turns.map(({ spokenMs }) => spokenMs)).toEqual(answered.turns.map(({ spokenMs }) => spokenMs));
  for (const turn of silent.turns) {
    expect(turn.outcome).toBe('unanswered');
    expect(turn.voiceToVoiceMs).toBeGreaterThan(1500);
  }
});

test('clients that drop the line come back, and are not judged', async () => {
  const trace = await measured(answering(), { mix: parseMix('talkers=1,droppers=3') }, 4);
  expect(new Set(trace.turns.map(({ client }) => client)).size).toBe(1);
  expect(trace.otherTurns).toBeGreaterThan(5);
  expect(trace.events.filter(({ kind }) => kind === 'opened').length).toBeGreaterThan(4);
  expect(trace.events.filter(({ kind }) => kind === 'broken')).toEqual([]);
});

test('a service that refuses is told of, and its turns are due all the same', async () => {
  const trace = await measured(answering(), { url: 'ws://127.0.0.1:1' });
  expect(trace.turns.length).toBeGreaterThan(8);
  expect(trace.turns.every(({ outcome }) => outcome === 'no-session')).toBe(true);
  expect(trace.events.map(({ kind }) => kind)).toContain('refused');
});
