import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isLooping, SpokenReply, type SpokenReplyOptions } from './spoken-reply.ts';

const options: SpokenReplyOptions = {
  maxSentences: 3,
  prompt: 'You are a helpful voice assistant. Answer in one short sentence.',
  userText: 'Why is the sky blue?',
};

function speak(pieces: readonly string[], changes: Partial<SpokenReplyOptions> & { complete?: boolean } = {}) {
  const reply = new SpokenReply({ ...options, ...changes });
  const spoken = pieces.map((piece) => reply.push(piece));
  spoken.push(reply.finish(changes.complete ?? true));
  expect(spoken.join('')).toBe(reply.text);
  return { text: reply.text, nonsense: reply.nonsense, closed: reply.closed, spoken };
}

test.each([
  ['The capital is Paris.', 'The capital is Paris.'],
  ['Paris', 'Paris.'],
  ['  Assistant: Hi there.', 'Hi there.'],
  ['One. Two. Three. Four. Five.', 'One. Two. Three.'],
  ['Dr. Smith paid $3.50. He left.', 'Dr. Smith paid $3.50. He left.'],
  ['**Bold** and _thin_ [link](http://x.y/z) here 🌱.', 'Bold and thin link here .'],
  ['1. Boil an egg.\n2. Eat it.\n- Wash up', 'Boil an egg. Eat it. Wash up.'],
  ['“Well”, he said.', '"Well", he said.'],
  ['First line\nSecond line', 'First line. Second line.'],
  ['Hello there.<|im_end|>\n<|im_start|>user\nMore', 'Hello there.'],
  ['Yes, it is.\nUser: And then?\nAssistant: No.', 'Yes, it is.'],
  ['Yes,', 'Yes.'],
])('%j is spoken as %j', (raw, text) => {
  expect(speak([raw])).toMatchObject({ text, nonsense: undefined, closed: true });
});

describe('a reply that its limit cut off', () => {
  it('ends with its last whole sentence', () => {
    expect(speak(['The sky is blue. It scatters li'], { complete: false }).text).toBe('The sky is blue.');
  });

  it('ends at a clause when its first sentence is too long', () => {
    const raw =
      'The answer to this question is that the sky appears blue because of a process called scattering, which happens when light meets molecules of air, but primarily in the direct';
    const { text, closed } = speak([raw], { complete: false });
    expect(text).toMatch(/molecules of air\.$/);
    expect(closed).toBe(true);
  });
});

test.each([
  ['', 'empty'],
  ['   \n', 'empty'],
  ['🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱', 'no words'],
  ['?! ...', 'no words'],
  ['@@ ## $$ %% ^^ && ** (( )) __ ++ == -- ,, ..', 'no words'],
  ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'no words'],
  ['<|im_start|>user\nHi', 'template'],
  ['Why is the sky blue?', 'user echo'],
  ['You are a helpful voice assistant. Answer in one short sentence.', 'prompt echo'],
  ['very very very very very', 'repetition'],
])('%j is nothing to speak: %s', (raw, nonsense) => {
  const result = speak([raw]);
  expect(result.nonsense).toBe(nonsense);
  if (nonsense !== 'repetition') expect(result.text).toBe('');
});

test('a loop is cut where it begins to repeat', () => {
  const { text, nonsense } = speak(['I like cats. I like cats. I like cats. I like cats.']);
  expect(text).toBe('I like cats.');
  expect(nonsense).toBe('repetition');
  expect(isLooping('they are loyal and kind they are loyal and kind')).toBe(true);
  expect(isLooping('it was very very long ago in a far far land')).toBe(false);
});

test('the first words are passed on before the first sentence is whole', () => {
  const reply = new SpokenReply(options);
  expect(reply.push('The sky looks ')).toBe('The sky looks');
  expect(reply.push('blue beca')).toBe(' blue');
  expect(reply.push('use it. And so')).toBe(' because it.');
  // Later sentences are passed on whole.
  expect(reply.push(' it is. Then')).toBe(' And so it is.');
});

test('the user asked, so their own words wait until they turn into something else', () => {
  const reply = new SpokenReply({ ...options, userText: 'The old man laughed.' });
  expect(reply.push('The old man ')).toBe('');
  expect(reply.push('was kind ')).toBe('The old man was kind');
});

const piece = fc.oneof(
  fc.constantFrom(
    ...[
      'The sky ',
      'is',
      ' blue',
      '. ',
      '.\n',
      '\n',
      '<|im_',
      '<|im_end|>',
      '**',
      '1. ',
      '- ',
      ', and ',
      '?',
      '🌱',
      'User:',
      'Dr. ',
      ' a b',
      '3.5',
      '[x](http://y) ',
      '"',
    ],
  ),
  fc.string({ maxLength: 6 }),
);

test('however the text is cut into pieces, the same is spoken; markup and template never are; it ends as a sentence', () => {
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 60 }),
      fc.array(fc.integer({ min: 1, max: 9 })),
      fc.boolean(),
      (pieces, sizes, complete) => {
        const raw = pieces.join('');
        const whole = speak([raw], { complete });
        const cut: string[] = [];
        for (let at = 0, index = 0; at < raw.length; index++) {
          const size = sizes.length > 0 ? (sizes[index % sizes.length] as number) : 1;
          cut.push(raw.slice(at, at + size));
          at += size;
        }
        const parts = speak(cut, { complete });
        expect(parts.text).toBe(whole.text);
        expect(parts.nonsense).toBe(whole.nonsense);
        expect(whole.text).not.toMatch(/<\||\*|`|\n|🌱/);
        if (whole.text !== '' && whole.nonsense === undefined) expect(whole.closed).toBe(true);
        if (whole.text === '') expect(whole.nonsense).toBeDefined();
      },
    ),
    { numRuns: 500 },
  );
});
