import type { DeclaredEntry } from '../entry-schema.ts';

const own = { licence: 'Apache-2.0', origin: 'Cascade' } as const;
const first = { by: 'maintainers', on: '2026-11-22' } as const;

/** Prompts, rules and lists of the project's own. A changed text has another hash in its name: it needs an entry here. */
export const rulesAndTexts: readonly DeclaredEntry[] = [
  {
    id: 'voice-small@1+2bf0bf1c',
    kind: 'prompt',
    role: 'artifact',
    ...own,
    description: 'prompt of the embedded language model: one sentence and six examples',
    hashes: { prompt: '2bf0bf1cdd9327ac9682f317f0545ea59480eb5279b5f16025f9e5e453f7bee0' },
    initial: { status: 'live', ...first, why: 'of nine variants the shortest and most often right answers' },
  },
  {
    id: 'voice@1+fb54d39a',
    kind: 'prompt',
    role: 'artifact',
    ...own,
    description: 'prompt of models at an address: instructions without examples',
    hashes: { prompt: 'fb54d39ae5aeb5b7c5db6897402ed6449416f4e78b988bdf088b0679e791ac56' },
    initial: { status: 'live', ...first, why: 'runs wherever CASCADE_LLM_URL is set' },
  },
  {
    id: 'fast-path@3',
    kind: 'settings',
    role: 'artifact',
    ...own,
    description: 'rules that answer without a language model: time, timers, tools, small talk',
    initial: { status: 'live', ...first, why: 'runs by default' },
  },
  {
    id: 'tool-router@3',
    kind: 'settings',
    role: 'artifact',
    ...own,
    description: 'rules that find the tool that is asked for, and its arguments, by words',
    initial: { status: 'live', ...first, why: 'runs by default' },
  },
  {
    id: 'safety-default@1',
    kind: 'settings',
    role: 'artifact',
    ...own,
    description: 'safety policy: emergencies, two refused topics, no words that must not be said',
    initial: { status: 'live', ...first, why: 'runs wherever CASCADE_SAFETY names no other' },
  },
  {
    id: 'turn-policy@3',
    kind: 'settings',
    role: 'artifact',
    ...own,
    description: 'rules of the conversation: ends of turns, interruptions, backchannels',
    initial: { status: 'live', ...first, why: 'runs by default' },
  },
  {
    id: 'pronunciations-none@1',
    kind: 'settings',
    role: 'artifact',
    ...own,
    description: 'no pronunciations beyond those of the voice',
    runsAs: ['none'],
    initial: { status: 'live', ...first, why: 'runs by default' },
  },
  {
    id: 'whisper-english-like@1',
    kind: 'normalizer',
    role: 'artifact',
    ...own,
    description: 'text normalizer of word error rates, in the manner of the one published with Whisper',
    runsAs: ['whisper-english-like-1'],
    initial: { status: 'live', ...first, why: 'names every word error rate so far' },
  },
];
