import { describe, expect, it } from 'vitest';
import {
  type ConversationScript,
  sampleAt,
  semanticDetection,
  settingsWith,
  simulateConversation,
} from '../test/conversation-simulator.ts';

const question = { fromMs: 512, toMs: 1504, text: 'What time is it?' };
const commitAt = (atMs: number) => ({ atMs, event: { type: 'input-commit', endSample: sampleAt(atMs) } as const });
const manual = { mode: 'manual' } as const;

/** From the last word to the commit, as the audio clock has it. */
function endpointDelayMs(script: ConversationScript): number {
  const committed = simulateConversation(script).of('turn-committed').at(-1)!;
  return committed.atMs - script.segments.at(-1)!.toMs;
}

describe('a turn of the user', () => {
  it('is started, committed and answered, each with a reason', () => {
    const { effects, decisions } = simulateConversation({ segments: [question] });
    expect(effects.filter((effect) => effect.type !== 'turn-decision')).toEqual([
      { type: 'turn-started', turnId: 'turn_test_1', startSample: sampleAt(512), atMs: 544 },
      {
        type: 'score-end-of-turn',
        turnId: 'turn_test_1',
        startSample: sampleAt(512),
        endSample: sampleAt(1504),
        atSample: sampleAt(1600),
      },
      {
        type: 'response-speculated',
        responseId: 'resp_test_1',
        turnId: 'turn_test_1',
        text: 'What time is it?',
        atMs: 1660,
      },
      {
        type: 'turn-committed',
        turnId: 'turn_test_1',
        text: 'What time is it?',
        startSample: sampleAt(512),
        endSample: sampleAt(1504),
        atMs: 1792,
        continued: false,
      },
      { type: 'utterance-boundary', endSample: sampleAt(1504) },
      {
        type: 'response-requested',
        responseId: 'resp_test_1',
        turnId: 'turn_test_1',
        cause: 'turn',
        speculated: true,
        atMs: 1792,
      },
    ]);
    expect(decisions()).toEqual([
      'turn-start: speech from sample 8192, speech probability 0.90',
      'wait: waiting for 280 ms of silence: model 0.95, transcript complete (known short command)',
      'speculate: resp_test_1 is prepared after 128 of 280 ms of silence: model 0.95, transcript complete (known short command)',
      'commit: end of turn: model 0.95, transcript complete (known short command), after 288 ms of silence (needed 280)',
      'respond: answering the turn: resp_test_1',
    ]);
  });

  it('is waited for the longer the less finished it sounds', () => {
    const delay = (text: string, probability: number | null) =>
      endpointDelayMs({ segments: [{ ...question, text, probability }] });
    expect(delay('What time is it?', 0.95)).toBe(288);
    expect(delay('Book me a room.', 0.95)).toBe(288);
    expect(delay('Book me a room.', 0.6)).toBe(576);
    expect(delay('Book me a room.', null)).toBe(640);
    expect(delay('Book me a room.', 0.1)).toBe(640);
    expect(delay('Book me a room for', 0.1)).toBe(1504);
  });

  it('is never waited for beyond the ceiling of the session', () => {
    const detection = { ...semanticDetection, maxSilenceMs: 1000 };
    expect(endpointDelayMs({ segments: [{ ...question, text: 'and', probability: 0 }], detection })).toBe(1024);
  });

  it('goes on after a pause that the words account for', () => {
    const { of } = simulateConversation({
      segments: [
        { ...question, text: 'Set a timer for', probability: 0.2 },
        { fromMs: 2400, toMs: 3008, text: 'ten minutes.' },
      ],
    });
    expect(of('turn-started')).toHaveLength(1);
    expect(of('turn-committed').map(({ text }) => text)).toEqual(['Set a timer for ten minutes.']);
  });

  it('asks the model again when it was not sure, and believes its later answer', () => {
    const { of, log } = simulateConversation({
      segments: [{ ...question, text: 'Book me a room.', probability: 0.4 }],
    });
    expect(of('score-end-of-turn').map(({ atSample, endSample }) => (atSample - endSample) / 16)).toEqual([96, 224]);
    expect(log.filter(({ event }) => event.type === 'end-of-turn-score')).toHaveLength(2);
  });

  it('waits for a slow transcript, and not for a slow model', () => {
    expect(endpointDelayMs({ segments: [question], finalLatencyMs: 700 })).toBe(796);
    expect(endpointDelayMs({ segments: [question], scoreLatencyMs: 5000 })).toBe(480);
  });

  it('ends by silence alone in silence mode, without asking the model', () => {
    const detection = { mode: 'silence', silenceMs: 500, createResponse: true, interruptResponse: true } as const;
    const script = { segments: [{ ...question, text: 'and', probability: 0 }], detection };
    expect(endpointDelayMs(script)).toBe(512);
    expect(simulateConversation(script).of('score-end-of-turn')).toEqual([]);
  });

  it('is recorded without an answer when the session creates none', () => {
    const detection = { ...semanticDetection, createResponse: false };
    const { of } = simulateConversation({ segments: [question], detection });
    expect(of('turn-committed')).toHaveLength(1);
    expect(of('response-requested')).toEqual([]);
    const transcription = simulateConversation({ segments: [question], respond: false });
    expect(transcription.of('turn-committed')).toHaveLength(1);
    expect(transcription.of('response-requested')).toEqual([]);
  });
});

describe('what turns out to be nothing', () => {
  it('is abandoned when no words come, with the silence it took', () => {
    const { of, decisions } = simulateConversation({ segments: [{ ...question, text: '' }] });
    expect(of('turn-abandoned')).toEqual([
      {
        type: 'turn-abandoned',
        turnId: 'turn_test_1',
        startSample: sampleAt(512),
        endSample: sampleAt(1504),
        atMs: 2208,
      },
    ]);
    expect(of('utterance-boundary')).toHaveLength(1);
    expect(decisions().at(-1)).toBe(
      'ignore: no words in 992 ms of speech, given up after 704 ms of silence (needed 700)',
    );
  });

  it('is abandoned after a misfire, whatever the recognizer makes of a click', () => {
    const { of, decisions } = simulateConversation({ segments: [{ fromMs: 512, toMs: 544, text: 'Thank the' }] });
    expect(of('turn-committed')).toEqual([]);
    expect(of('turn-abandoned')).toHaveLength(1);
    expect(decisions().at(-1)).toBe('ignore: 32 ms of sound were too short to be speech');
  });

  it('is believed after a misfire when it is a known short answer', () => {
    const { of } = simulateConversation({ segments: [{ fromMs: 512, toMs: 544, text: 'No.' }] });
    expect(of('turn-committed').map(({ text }) => text)).toEqual(['No.']);
  });

  it('does not end the turn when it follows real speech', () => {
    const { of } = simulateConversation({
      segments: [
        { ...question, text: 'Set a timer for', probability: 0.1 },
        { fromMs: 2400, toMs: 2430, text: '' },
      ],
    });
    expect(of('turn-abandoned')).toEqual([]);
    expect(of('turn-committed').map(({ text }) => text)).toEqual(['Set a timer for']);
  });

  it('gets an apology when the recognizer failed, or never answered', () => {
    const apology = "Sorry, I didn't catch that. Could you say it again?";
    const failed = simulateConversation({ segments: [{ ...question, text: null }] });
    expect(failed.of('turn-abandoned')).toHaveLength(1);
    expect(failed.of('response-requested')).toMatchObject([{ cause: 'apology', announcement: apology, atMs: 2208 }]);
    const silent = simulateConversation({ segments: [question], finalLatencyMs: 60_000 });
    expect(silent.of('response-requested')).toMatchObject([{ cause: 'apology', announcement: apology }]);
    expect(silent.decisions()).toContain('ignore: no transcript came within 5024 ms of silence');
  });

  it('is what the client takes back, while speech after that is a turn of its own', () => {
    const clear = { atMs: 1216, event: { type: 'input-clear', endSample: sampleAt(1216) } as const };
    const { of } = simulateConversation({
      segments: [
        { fromMs: 512, toMs: 1216, text: 'One.' },
        { fromMs: 1216, toMs: 2016, text: 'And more.' },
      ],
      actions: [clear],
    });
    expect(of('turn-abandoned').map(({ turnId }) => turnId)).toEqual(['turn_test_1']);
    expect(of('turn-committed').map(({ turnId, text }) => [turnId, text])).toEqual([['turn_test_2', 'And more.']]);
  });
});

describe('turns that the client commits', () => {
  it('end with their transcript, without any silence', () => {
    const { of } = simulateConversation({ segments: [question], detection: manual, actions: [commitAt(1520)] });
    expect(of('turn-started')).toHaveLength(1);
    expect(of('turn-committed')).toMatchObject([{ text: 'What time is it?', atMs: 1580, endSample: sampleAt(1520) }]);
    expect(of('response-requested')).toEqual([]);
  });

  it('are abandoned without words', () => {
    const { of, decisions } = simulateConversation({ segments: [], detection: manual, actions: [commitAt(1000)] });
    expect(of('turn-abandoned')).toHaveLength(1);
    expect(decisions().at(-1)).toBe('ignore: the client committed audio without words');
  });

  it('may follow each other faster than they are transcribed', () => {
    const { of } = simulateConversation({
      segments: [
        { fromMs: 512, toMs: 1504, text: 'One.' },
        { fromMs: 1600, toMs: 2016, text: 'Two.' },
      ],
      detection: manual,
      finalLatencyMs: 900,
      actions: [commitAt(1520), commitAt(2100)],
    });
    expect(of('turn-committed').map(({ text }) => text)).toEqual(['One.', 'Two.']);
  });

  it('are answered with their words when the client asks at once', () => {
    const ask = { atMs: 1521, event: { type: 'response-create' } as const };
    const { of, effects } = simulateConversation({
      segments: [question],
      detection: manual,
      actions: [commitAt(1520), ask],
    });
    expect(of('response-requested')).toMatchObject([{ cause: 'client', turnId: 'turn_test_1' }]);
    const order = effects.map(({ type }) => type);
    expect(order.indexOf('turn-committed')).toBeLessThan(order.indexOf('response-requested'));
  });

  it('may cut into speech, which then goes on as the next turn', () => {
    const { of } = simulateConversation({
      segments: [
        { fromMs: 512, toMs: 1504, text: 'One.' },
        { fromMs: 1504, toMs: 2496, text: 'And more.' },
      ],
      detection: { ...semanticDetection, createResponse: false },
      actions: [commitAt(1504)],
    });
    expect(of('turn-committed').map(({ text }) => text)).toEqual(['One.', 'And more.']);
    expect(of('turn-started').map(({ startSample }) => startSample)).toEqual([sampleAt(512), sampleAt(1504)]);
  });
});

describe('speech beside a commit of the client', () => {
  const detection = { ...semanticDetection, createResponse: false };

  it('is not lost when it begins and pauses while the commit is transcribed', () => {
    const { of } = simulateConversation({
      segments: [
        { fromMs: 512, toMs: 1504, text: 'One.' },
        { fromMs: 1632, toMs: 1952, text: 'And two more.' },
      ],
      detection,
      finalLatencyMs: 700,
      actions: [commitAt(1536)],
    });
    expect(of('turn-committed').map(({ text, startSample }) => [text, startSample])).toEqual([
      ['One.', sampleAt(512)],
      ['And two more.', sampleAt(1632)],
    ]);
  });

  it('brings no word twice when its transcript was asked for before the commit was transcribed', () => {
    const word = (text: string, endMs: number) => ({
      text,
      startSample: sampleAt(endMs - 200),
      endSample: sampleAt(endMs),
      confidence: 1,
    });
    const { of } = simulateConversation({
      segments: [
        { fromMs: 512, toMs: 1504, text: 'One.' },
        { fromMs: 1632, toMs: 1952, text: 'Two.' },
      ],
      detection,
      finalLatencyMs: 700,
      actions: [
        commitAt(1536),
        {
          atMs: 2600,
          event: {
            type: 'transcript-final',
            utteranceId: 'before',
            revision: 1,
            text: 'One. Two.',
            words: [word('One.', 1400), word('Two.', 1900)],
            meanLogProbability: -0.1,
            startSample: sampleAt(1200),
            endSample: sampleAt(1952),
            queueMs: 0,
            computeMs: 0,
          } as never,
        },
      ],
    });
    expect(of('turn-committed').map(({ text }) => text)).toEqual(['One.', 'Two.']);
  });

  it('belongs to the commit when the client takes over the detection of turns in the middle of it', () => {
    const takeOver = { atMs: 1000, event: { type: 'session-settings', settings: settingsWith(manual) } as const };
    const { of } = simulateConversation({ segments: [question], actions: [takeOver, commitAt(1600)] });
    expect(of('turn-abandoned').map(({ turnId }) => turnId)).toEqual(['turn_test_1']);
    expect(of('turn-committed')).toMatchObject([{ turnId: 'turn_test_2', text: 'What time is it?' }]);
    expect(of('utterance-boundary')).toHaveLength(1);
  });
});

describe('settings', () => {
  it('take effect on the turn that is open', () => {
    const detection = { mode: 'silence', silenceMs: 300, createResponse: true, interruptResponse: true } as const;
    const change = { atMs: 2100, event: { type: 'session-settings', settings: settingsWith(detection) } as const };
    const { of } = simulateConversation({
      segments: [{ ...question, text: 'and', probability: 0 }],
      actions: [change],
    });
    expect(of('turn-committed')).toMatchObject([{ atMs: 2100 }]);
  });

  it('give the open turn up when the client takes over', () => {
    const change = { atMs: 1200, event: { type: 'session-settings', settings: settingsWith(manual) } as const };
    const { of } = simulateConversation({ segments: [question], actions: [change] });
    expect(of('turn-abandoned')).toHaveLength(1);
    expect(of('turn-committed')).toEqual([]);
  });
});
