/** Questions to play without a microphone: each shows something else of the system. */
export interface Sample {
  readonly id: string;
  /** On the button. */
  readonly label: string;
  /** What is said. */
  readonly text: string;
  /** What it shows. */
  readonly shows: string;
}

export const samples: readonly Sample[] = [
  { id: 'time', label: 'The time', text: 'What time is it?', shows: 'answered by the fast path, without a model' },
  { id: 'sum', label: 'A sum', text: 'What is twelve times seven?', shows: 'arithmetic that has to be right' },
  {
    id: 'timer',
    label: 'A timer',
    text: 'Set a timer for ten seconds.',
    shows: 'a tool, and speech that comes by itself when it rings',
  },
  {
    id: 'story',
    label: 'Something longer',
    text: 'Tell me about the moon, please.',
    shows: 'the language model streaming into the voice; good to interrupt',
  },
];
