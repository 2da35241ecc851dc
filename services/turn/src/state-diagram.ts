import type { TurnReducerEvent } from './turn-events.ts';
import type { AssistantPhase, FillerPhase, UserPhase } from './turn-state.ts';

type EventType = TurnReducerEvent['type'];

/** The user's side. Each event of `on` can bring it about; the test has seen every one, and none besides. */
export interface UserTransition {
  readonly from: UserPhase;
  readonly to: UserPhase;
  readonly on: readonly EventType[];
  readonly label: string;
}

/** The assistant's side, by what is heard of a response and what is decided about it. */
export interface ResponseTransition<Phase> {
  readonly from: Phase;
  readonly to: Phase;
  /** Types of events and effects; what is done to loudness by what it is. */
  readonly on: readonly string[];
}

export const userTransitions: readonly UserTransition[] = [
  {
    from: 'idle',
    to: 'speaking',
    on: ['speech-start', 'speech-resume', 'session-settings'],
    label: 'speech-start, speech-resume',
  },
  { from: 'speaking', to: 'pausing', on: ['speech-pause', 'speech-end', 'speech-misfire'], label: 'speech-pause' },
  { from: 'pausing', to: 'speaking', on: ['speech-resume', 'speech-start'], label: 'speech-resume, speech-start' },
  {
    from: 'pausing',
    to: 'idle',
    on: [
      'speech-silence',
      'transcript-final',
      'transcript-failed',
      'end-of-turn-score',
      'speech-end',
      'speech-misfire',
      'audio-clock',
      'session-settings',
      'input-clear',
    ],
    label: 'silence, transcript and score suffice: commit or give up',
  },
  { from: 'speaking', to: 'idle', on: ['input-clear', 'session-settings'], label: 'input-clear, manual detection' },
  { from: 'idle', to: 'closing', on: ['input-commit'], label: 'input-commit' },
  { from: 'speaking', to: 'closing', on: ['input-commit'], label: 'input-commit' },
  { from: 'pausing', to: 'closing', on: ['input-commit'], label: 'input-commit' },
  {
    from: 'closing',
    to: 'idle',
    on: ['transcript-final', 'transcript-failed', 'audio-clock'],
    label: 'transcript: commit or give up',
  },
  {
    from: 'closing',
    to: 'speaking',
    on: ['transcript-final', 'transcript-failed', 'audio-clock'],
    label: 'the same, and the user has gone on',
  },
];

export const assistantTransitions: readonly ResponseTransition<AssistantPhase>[] = [
  { from: 'quiet', to: 'preparing', on: ['response-requested'] },
  { from: 'preparing', to: 'audible', on: ['playback-started'] },
  { from: 'preparing', to: 'quiet', on: ['response-cancelled', 'playback-done'] },
  { from: 'audible', to: 'ducked', on: ['quieter'] },
  { from: 'ducked', to: 'audible', on: ['as loud as before'] },
  { from: 'audible', to: 'quiet', on: ['response-cancelled', 'playback-done'] },
  { from: 'ducked', to: 'quiet', on: ['response-cancelled', 'playback-done'] },
];

/** Beside the answer that is awaited: a word while a tool works. */
export const fillerTransitions: readonly ResponseTransition<FillerPhase>[] = [
  { from: 'none', to: 'filling', on: ['response-requested'] },
  { from: 'filling', to: 'none', on: ['response-cancelled', 'playback-done'] },
];

const draw = ({ from, to, on }: ResponseTransition<string>) => `    ${from} --> ${to}: ${on.join(', ')}`;

/** The README's picture: all three run at the same time. */
export function drawStateDiagram(): string {
  const user = userTransitions.map(({ from, to, label }) => `    ${from} --> ${to}: ${label}`);
  return [
    'stateDiagram-v2',
    '  state "the user" as user {',
    '    [*] --> idle',
    ...user,
    '  }',
    '  state "the assistant" as assistant {',
    '    [*] --> quiet',
    ...assistantTransitions.map(draw),
    '  }',
    '  state "a filler" as filler {',
    '    [*] --> none',
    ...fillerTransitions.map(draw),
    '  }',
  ].join('\n');
}
