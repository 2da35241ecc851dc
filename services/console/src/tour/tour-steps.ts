/** The three things to do here, in the order in which they make sense. */
export interface TourStep {
  readonly id: 'talk' | 'time' | 'walkthrough';
  readonly title: string;
  readonly text: string;
  /** Where the step takes place, and what the link there is called. */
  readonly link?: { readonly href: string; readonly label: string };
}

export const tourSteps: readonly TourStep[] = [
  {
    id: 'talk',
    title: 'Talk to it',
    text: 'Press the round button and speak, pauses and all. It answers aloud, and you may interrupt it. Without a microphone, play a sample question or type: both take the same path.',
  },
  {
    id: 'time',
    title: 'See where the time went',
    text: 'After each turn every stage shows what it waited for and what it computed. Zero is your last word: what lies left of it was done while you still spoke, what lies right of it is what you waited for.',
  },
  {
    id: 'walkthrough',
    title: 'Walk through the system',
    text: 'Each stage has a page of its own: what it takes and gives, how long it may take, how it fails and what you then hear. Present it with the arrow keys while a turn replays in slow motion.',
    link: { href: '#/walkthrough', label: 'Open the walkthrough' },
  },
];
