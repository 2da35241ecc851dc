import type { AsrInput, VadInput } from '@cascade/contracts';
import { stageContract } from '@cascade/testing';
import { describe, test } from 'vitest';
import { markedPcm16, SpokenPieces } from './marked-audio.ts';
import { createScriptedDetector } from './scripted-detector.ts';
import { createScriptedPlanner } from './scripted-planner.ts';
import { createScriptedRecognizer } from './scripted-recognizer.ts';
import { frequentFaults, livelyManners, scaled, type World } from './world.ts';

const soon = { p50: 1, p95: 1.5 };
const world: World = {
  latencies: {
    queue: soon,
    detection: soon,
    finalSpread: soon,
    endOfTurn: soon,
    firstToken: soon,
    msPerWord: 0,
    tool: soon,
    clause: soon,
    network: soon,
  },
  faults: scaled(frequentFaults, 0),
  manners: livelyManners,
};
const pieces = new SpokenPieces();
const mark = pieces.add({ fromMs: 0, toMs: 400, text: 'Half an hour.', finalMs: 5, probabilities: { '64': 0.9 } });

function spoken(): VadInput[] {
  const bytes = markedPcm16(0, 1600, (ms) => (ms >= 200 && ms < 600 ? mark : 0));
  const samples = Float32Array.from(new Int16Array(bytes.buffer), (value) => value / 32_768);
  return [{ type: 'audio-chunk', index: 0, startSample: 0, samples, receivedAtMs: 0 }];
}

const onFault = () => undefined;

describe('the scripted detector', () => {
  const stage = createScriptedDetector(world, 'test');
  test.each(stageContract)('$name', ({ check }) => check({ stage, inputs: spoken } as never));
});

describe('the scripted recognizer', () => {
  const stage = createScriptedRecognizer({ world, seed: 'test', pieces, onFault });
  const inputs = (): AsrInput[] => [
    ...spoken(),
    { type: 'speech-start', startSample: 3200, atSample: 3712, probability: 0.9 },
    { type: 'speech-pause', startSample: 3200, endSample: 9600, atSample: 10_624 },
  ];
  test.each(stageContract)('$name', ({ check }) => check({ stage, inputs } as never));
});

describe('the scripted planner', () => {
  const stage = createScriptedPlanner({ world, seed: 'test', onSideEffect: () => undefined, onFault });
  const inputs = () => [
    {
      type: 'plan-request',
      responseId: 'resp_1',
      turnId: 'turn_1',
      items: [],
      signal: new AbortController().signal,
    },
  ];
  test.each(stageContract)('$name', ({ check }) => check({ stage, inputs } as never));
});
