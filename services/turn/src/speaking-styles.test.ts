import { describe, expect, it } from 'vitest';
import { type SpokenSegment, semanticDetection, simulateConversation } from '../test/conversation-simulator.ts';

/** Says parts with pauses between them, and tells what was committed. */
function said(parts: readonly string[], pauseMs: number, probability: number, policy?: 'patient' | 'eager'): string[] {
  const segments: SpokenSegment[] = [];
  let atMs = 512;
  for (const text of parts) {
    segments.push({ fromMs: atMs, toMs: atMs + 992, text, probability });
    atMs += 992 + pauseMs;
  }
  const detection = policy ? { ...semanticDetection, policy } : semanticDetection;
  // The reply comes late enough for a turn to be taken up again.
  return simulateConversation({ segments, detection, replyAfterMs: 1000 })
    .of('turn-committed')
    .map(({ text }) => text);
}

describe('people who speak with pauses', () => {
  it.each<[string, readonly string[]]>([
    ['a phone number in groups', ['My number is five five five', 'one two three', 'four five six seven.']],
    ['a phone number as the recognizer may write it', ['555', '123', '4567']],
    ['a card number', ['4111', '1111', '1111', '1111.']],
    ['a code', ['The code is 4 7', '1 9.']],
    ['a spelled name', ['My name is J O', 'H A', 'N S E N.']],
    ['a spelled name with joined letters', ['It is K-A-T.', 'H-Y.']],
    ['a thought that is looked for', ['I would like a', 'table for', 'two people.']],
  ])('are let finish, even when the model is sure of each pause: %s', (_, parts) => {
    expect(said(parts, 640, 0.97)).toEqual([parts.join(' ')]);
  });

  it('are let finish a number with long pauses when the model doubts', () => {
    expect(said(['4111', '1111', '1111', '1111.'], 1100, 0.2)).toEqual(['4111 1111 1111 1111.']);
  });

  it('are waited for longer in a patient session, and less in an eager one', () => {
    const parts = ['Book a room.', 'For two.'];
    expect(said(parts, 384, 0.97)).toEqual(parts);
    expect(said(parts, 384, 0.97, 'patient')).toEqual(['Book a room. For two.']);
    expect(said(parts, 256, 0.97)).toEqual(['Book a room. For two.']);
    expect(said(parts, 256, 0.97, 'eager')).toEqual(parts);
  });

  it('are not cut off a second time at a pause as long as the first', () => {
    const parts = ['Tell me about dogs.', 'And about cats.', 'And about birds.'];
    expect(said(parts, 480, 0.97)).toEqual(['Tell me about dogs.', 'And about cats. And about birds.']);
  });
});

describe('one-word answers', () => {
  const delay = (text: string, probability: number) => {
    const segments = [{ fromMs: 512, toMs: 1024, text, probability }];
    return simulateConversation({ segments }).of('turn-committed')[0]!.atMs - 1024;
  };

  it('are ended soon when they are known, and soon enough when the model is sure', () => {
    expect(delay('Yes.', 0.97)).toBe(288);
    expect(delay('Tomorrow.', 0.2)).toBe(480);
    expect(delay('Paris.', 0.97)).toBe(512);
    expect(delay('Twenty.', 0.97)).toBe(512);
  });
});
