/** Interrupts a reply at every possible point of it, with every kind of sound. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Conversation,
  type ConversationScript,
  type SpokenSegment,
  simulateConversation,
} from '../test/conversation-simulator.ts';
import { msPerWord } from '../test/simulated-reply.ts';
import { lettersOf } from './heard-words.ts';
import { defaultTurnNumbers } from './turn-numbers.ts';

const question = { fromMs: 512, toMs: 1504, text: 'Tell me about the river.' };
const story =
  'The river begins high in the mountains, where the snow melts late. It passes three villages, turns a mill, and reaches the sea.';
const words = story.split(' ');
const base: ConversationScript = { segments: [question], replyText: story, partialLatencyMs: 40 };
const audibleMs = simulateConversation(base).log.find(({ event }) => event.type === 'playback-started')!.atMs;
const endMs = audibleMs + words.length * msPerWord;

/** What a microphone hears of the loudspeaker: some words of the story, a little late. */
interface Echo {
  readonly fromMs: number;
  readonly text: string;
  readonly lengthMs: number;
}

const echoOf = (first: number, count: number, delayMs: number): Echo => {
  const text = words.slice(first, first + count);
  const fromMs = audibleMs + first * msPerWord + delayMs;
  return { fromMs, text: text.join(' '), lengthMs: text.length * msPerWord };
};

const interrupted = (segment: SpokenSegment, more: Partial<ConversationScript> = {}) =>
  simulateConversation({ ...base, ...more, segments: [question, segment] });

const sound = (fromMs: number, lengthMs: number, text: string): SpokenSegment => ({
  fromMs,
  toMs: fromMs + lengthMs,
  text,
});

/** Loudness changes with every word of it, nothing is left turned down, and each response has one end. */
function expectWhole({ effects, log, of }: Conversation): void {
  const loudness = new Map<string, string>();
  const cancelled = of('response-cancelled').map(({ responseId }) => responseId);
  expect(new Set(cancelled).size).toBe(cancelled.length);
  for (const effect of effects) {
    if (effect.type !== 'playback-ducked') continue;
    const now = effect.faded ? 'faded' : effect.ducked ? 'ducked' : 'full';
    expect(now).not.toBe(loudness.get(effect.responseId) ?? 'full');
    loudness.set(effect.responseId, now);
  }
  const done = log.flatMap(({ event }) => (event.type === 'playback-done' ? [event] : []));
  const completed = done.filter((event) => event.completed).map(({ responseId }) => responseId);
  for (const { responseId } of of('response-requested')) {
    expect(cancelled.includes(responseId)).not.toBe(completed.includes(responseId));
  }
}

/** The heard parts of the story, one after the other, hold all of it; at most two words of a clause come twice. */
function expectHeardOnce({ log }: Conversation): void {
  const heard = log
    .flatMap(({ event }) => (event.type === 'playback-done' ? [lettersOf(event.heardText)] : []))
    .filter((part) => part.length > 0);
  const whole = lettersOf(story);
  let at = 0;
  for (const part of heard) {
    const from = [0, 1, 2].map((back) => at - back).find((start) => matchesAt(whole, start, part));
    expect(from, `${part.join(' ')} after ${whole.slice(0, at).join(' ')}`).toBeDefined();
    at = from! + part.length;
  }
  expect(at).toBe(whole.length);
}

function expectUndisturbed(conversation: Conversation): void {
  expectWhole(conversation);
  expect(conversation.of('response-cancelled')).toEqual([]);
  expect(conversation.of('turn-started')).toHaveLength(1);
  expect(conversation.of('turn-committed')).toHaveLength(1);
  expect(conversation.of('response-requested')).toHaveLength(1);
  expectHeardOnce(conversation);
}

const matchesAt = (whole: readonly string[], at: number, part: readonly string[]): boolean =>
  at >= 0 && part.every((word, index) => whole[at + index] === word);

/** Somewhere over the reply, with enough of it left to be stopped. */
const pointsBefore = (leftMs: number) => fc.integer({ min: audibleMs + 1, max: endMs - leftMs });
const points = pointsBefore(900);
const backchannels = fc.constantFrom('Yeah.', 'Mm-hmm.', 'Okay, okay.', 'Right.', 'I see.', 'Uh-huh.', 'Oh, sure.');
const requests = fc.constantFrom(
  'How long is it?',
  'Tell me about lakes',
  'Which fish live there?',
  'Set a timer please',
);
/** Up to `end` of the words. */
const echoes = (end: number) =>
  fc
    .record({ first: fc.nat(end - 1), count: fc.integer({ min: 1, max: 12 }), delayMs: fc.nat(260) })
    .map(({ first, count, delayMs }) => echoOf(first, Math.min(count, end - first), delayMs));
/** From the end of a word to the partial that holds it: the recognizer's cadence, its latency, and a frame. */
const partialLateMs = 160 + 40 + 32;
const frameMs = 32;
const { echoAfterFadeMs, fadeSpeechMs, wordlessSpeechMs, unduckSilenceMs } = defaultTurnNumbers;
const runs = { numRuns: 250 };

describe('a reply that is interrupted at any point', () => {
  it('stops for words that mean something, which are the next turn, as soon as they cannot be an echo', () => {
    fc.assert(
      fc.property(points, requests, fc.integer({ min: 20, max: 500 }), (fromMs, text, partialLatencyMs) => {
        const conversation = interrupted(sound(fromMs, 1400, text), { partialLatencyMs });
        expectWhole(conversation);
        const [cancelled] = conversation.of('response-cancelled');
        const known = conversation.log.find(({ event, atMs }) => event.type === 'transcript-partial' && atMs > fromMs);
        // Whatever comes first: a word, in speech that outlives the reply's echo, or so much speech that one must be on its way.
        const outlivedMs = fromMs + fadeSpeechMs + echoAfterFadeMs + 2 * frameMs;
        const limitMs = Math.min(Math.max(known!.atMs, outlivedMs), fromMs + wordlessSpeechMs + frameMs);
        expect(cancelled!.atMs).toBeLessThanOrEqual(limitMs + frameMs);
        const faded = conversation.of('playback-ducked').find((duck) => duck.faded);
        expect(faded!.atMs - fromMs).toBeLessThanOrEqual(fadeSpeechMs + 2 * frameMs);
        expect(conversation.of('turn-committed').at(-1)!.text).toBe(text);
      }),
      runs,
    );
  });

  it('stops for speech that lasts when the recognizer tells nothing of it', () => {
    fc.assert(
      fc.property(points, requests, fc.integer({ min: 660, max: 2500 }), (fromMs, text, lengthMs) => {
        const conversation = interrupted(sound(fromMs, lengthMs, text), { partialLatencyMs: 60_000 });
        expectWhole(conversation);
        const [cancelled] = conversation.of('response-cancelled');
        expect(cancelled!.atMs - fromMs).toBeLessThanOrEqual(wordlessSpeechMs + frameMs);
      }),
      runs,
    );
  });

  it('is played quieter from the first frame of a sound on, and again as before within so long after it', () => {
    fc.assert(
      fc.property(pointsBefore(1300), fc.integer({ min: 40, max: 450 }), (fromMs, lengthMs) => {
        const conversation = interrupted(sound(fromMs, lengthMs, ''));
        const ducks = conversation.of('playback-ducked');
        const [down, up] = [ducks[0]!, ducks.at(-1)!];
        expect(down).toMatchObject({ ducked: true, faded: false });
        expect(down.atMs - fromMs).toBeLessThanOrEqual(2 * frameMs);
        expect(up.ducked).toBe(false);
        expect(up.atMs - (fromMs + lengthMs)).toBeLessThanOrEqual(unduckSilenceMs + 2 * frameMs);
        // Faded out in between, once the sound has lasted as long as speech that interrupts.
        const faded = ducks.slice(1, -1);
        expect(faded.map((duck) => duck.faded)).toEqual(
          lengthMs > fadeSpeechMs + frameMs ? [true] : faded.map(() => true),
        );
        for (const { atMs } of faded) expect(atMs - fromMs).toBeGreaterThanOrEqual(fadeSpeechMs - frameMs);
      }),
      runs,
    );
  });

  it('stops for a command at the first partial with it', () => {
    fc.assert(
      fc.property(points, fc.constantFrom('Stop', 'Wait', 'No', 'Cancel'), (fromMs, text) => {
        const conversation = interrupted(sound(fromMs, 190, `${text} that now`));
        expectWhole(conversation);
        expect(conversation.of('response-cancelled')).toHaveLength(1);
      }),
      runs,
    );
  });

  it('goes on over backchannels and coughs: no turn, nothing answered, all of it heard', () => {
    const nothing = fc.oneof(
      fc.record({ lengthMs: fc.integer({ min: 150, max: 450 }), text: backchannels }),
      fc.record({ lengthMs: fc.integer({ min: 40, max: 450 }), text: fc.constant('') }),
    );
    fc.assert(
      fc.property(points, nothing, (fromMs, { lengthMs, text }) => {
        expectUndisturbed(interrupted(sound(fromMs, lengthMs, text)));
      }),
      runs,
    );
  });

  it('goes on over its own echo, from and to any word of it', () => {
    fc.assert(
      fc.property(echoes(words.length), ({ fromMs, lengthMs, text }) => {
        expectUndisturbed(interrupted(sound(fromMs, lengthMs, text)));
      }),
      runs,
    );
  });

  it('stops for the user who speaks after its echo, soon after the third word at most', () => {
    fc.assert(
      fc.property(echoes(words.length - 6), requests, (echo, text) => {
        const ownMs = text.split(' ').length * msPerWord;
        const segment = sound(echo.fromMs, echo.lengthMs + ownMs, `${echo.text} ${text}`);
        const conversation = interrupted(segment);
        expectWhole(conversation);
        const [cancelled, ...more] = conversation.of('response-cancelled');
        expect(more).toEqual([]);
        expect(cancelled!.atMs - echo.fromMs - echo.lengthMs).toBeLessThanOrEqual(
          3 * msPerWord + partialLateMs + echoAfterFadeMs,
        );
        expect(conversation.of('turn-committed')).toHaveLength(2);
      }),
      runs,
    );
  });

  it('is heard whole, once, however often it is stopped by nothing', () => {
    const parts = fc.array(
      fc.record({
        gapMs: fc.integer({ min: 100, max: 4000 }),
        lengthMs: fc.integer({ min: 40, max: 2500 }),
        text: fc.oneof(fc.constant(''), backchannels),
      }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(parts, fc.constantFrom(40, 700, 5000), (sounds, partialLatencyMs) => {
        let atMs = audibleMs + 650;
        const segments = sounds.map(({ gapMs, lengthMs, text }) => {
          const segment = sound(atMs + gapMs, lengthMs, text);
          atMs = segment.toMs + 1500;
          return segment;
        });
        // Once the reply is over, a backchannel would be a turn.
        const over = segments.filter(({ toMs }) => toMs < endMs - 300);
        const conversation = simulateConversation({ ...base, partialLatencyMs, segments: [question, ...over] });
        expectWhole(conversation);
        expect(conversation.of('turn-committed')).toHaveLength(1);
        expectHeardOnce(conversation);
      }),
      runs,
    );
  });

  it('leaves nothing open, wherever a sound begins and whatever it is', () => {
    const anything = fc.oneof(backchannels, requests, fc.constantFrom('', 'Stop.', story));
    fc.assert(
      fc.property(fc.integer({ min: 1600, max: endMs + 1500 }), fc.nat(2500), anything, (fromMs, lengthMs, text) => {
        const conversation = interrupted(sound(fromMs, lengthMs + 40, text));
        expectWhole(conversation);
        expect(conversation.state.response).toBeUndefined();
        expect(conversation.state.turn).toBeUndefined();
        expect(conversation.state.stopped).toBeUndefined();
      }),
      runs,
    );
  });
});
