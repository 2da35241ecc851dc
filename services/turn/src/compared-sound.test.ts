import { describe, expect, it } from 'vitest';
import { type ScriptedAction, sampleAt, simulateConversation } from '../test/conversation-simulator.ts';

const question = { fromMs: 512, toMs: 1504, text: 'Tell me about the river.' };
const story =
  'The river begins high in the mountains, where the snow melts late. It passes three villages, turns a mill, and reaches the sea.';

/** A window of 128 ms more, from a moment on, each heard as one of them. */
const compared = (fromMs: number, ...heard: readonly ('echo' | 'own')[]): ScriptedAction[] =>
  heard.map((one, index) => {
    const atMs = fromMs + 192 + 128 * index;
    const ms = index === 0 ? 192 : 128;
    return { atMs, event: { type: 'sound-compared', endSample: sampleAt(atMs), ms, heard: one } };
  });

const times = (count: number, heard: 'echo' | 'own') => Array.from({ length: count }, () => heard);

/** The reply is heard from about 2000 ms on; what is heard over it begins at 4000. */
function outcome(text: string, lengthMs: number, actions: ScriptedAction[]) {
  const { of } = simulateConversation({
    segments: [question, { fromMs: 4000, toMs: 4000 + lengthMs, text }],
    replyText: story,
    partialLatencyMs: 40,
    actions,
  });
  return {
    stoppedAfterMs: of('response-cancelled').map(({ atMs }) => atMs - 4000),
    ducks: of('playback-ducked').map(({ ducked, faded, atMs }) => [faded ? 'faded' : ducked, atMs - 4000]),
    turns: of('turn-committed').map(({ text: said }) => said),
    resumed: of('response-requested').filter(({ cause }) => cause === 'resumed').length,
  };
}

describe('what the microphone hears over a reply', () => {
  it('is an echo by its sound, whatever words a recognizer makes of it: the reply goes on', () => {
    const { stoppedAfterMs, turns, ducks } = outcome('Keepers.', 2000, compared(4000, ...times(14, 'echo')));
    expect(stoppedAfterMs).toEqual([]);
    expect(turns).toEqual(['Tell me about the river.']);
    expect(ducks.at(-1)?.[0]).toBe(false);
  });

  it('is faded for a moment when the words are others, and goes on when the sound was an echo all the same', () => {
    const garbled = 'Wanting tired them the other.';
    const { stoppedAfterMs, turns, ducks } = outcome(garbled, 1500, compared(4000, ...times(10, 'echo')));
    expect(stoppedAfterMs).toEqual([]);
    expect(turns).toEqual(['Tell me about the river.']);
    expect(ducks).toContainEqual(['faded', expect.any(Number)]);
    expect(ducks.at(-1)?.[0]).toBe(false);
  });

  it('is somebody by its sound: they are believed sooner than without it', () => {
    const said = 'What about the fish in it?';
    const own = outcome(said, 1000, compared(4000, ...times(14, 'own')));
    expect(own.turns).toEqual(['Tell me about the river.', said]);
    expect(own.stoppedAfterMs[0]).toBeLessThan(outcome(said, 1000, []).stoppedAfterMs[0]!);
  });

  it('is somebody by its sound, also with the words of the reply', () => {
    const said = 'The river begins high in the mountains?';
    expect(outcome(said, 2000, []).turns).toHaveLength(1);
    expect(outcome(said, 2000, compared(4000, ...times(14, 'own'))).turns).toEqual(['Tell me about the river.', said]);
  });

  it('is somebody who begins to speak over the echo', () => {
    const heard = compared(4000, ...times(6, 'echo'), ...times(8, 'own'));
    const { stoppedAfterMs, turns } = outcome('But what about all of the fish in it?', 2000, heard);
    expect(stoppedAfterMs).toHaveLength(1);
    expect(turns).toHaveLength(2);
  });

  it('is still an echo when a window here and there is not found', () => {
    const heard = compared(
      4000,
      ...times(3, 'echo'),
      'own',
      'echo',
      'own',
      ...times(3, 'echo'),
      'own',
      ...times(3, 'echo'),
    );
    expect(outcome('Keepers of it.', 1600, heard).stoppedAfterMs).toEqual([]);
  });
});
