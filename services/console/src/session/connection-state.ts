/** What the page says of itself in one word; each kind has its own look and its own sentence. */
export const connectionKinds = [
  'first-visit',
  'no-microphone',
  'permission-refused',
  'connecting',
  'reconnecting',
  'ready',
  'listening',
  'hesitating',
  'thinking',
  'speaking',
  'interrupted',
  'degraded',
  'draining',
  'error',
] as const;
export type ConnectionKind = (typeof connectionKinds)[number];

export interface ConnectionState {
  readonly kind: ConnectionKind;
  /** Two or three words, for the header and the talk button. */
  readonly label: string;
  /** One sentence: what it means, what is kept, or what to do. */
  readonly detail: string;
}

/** Of the connection to the service. */
export type LinkState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'none' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  | { readonly kind: 'reconnecting' }
  | { readonly kind: 'failed'; readonly message: string };

export type MicrophoneState = 'off' | 'asking' | 'on' | 'muted' | 'missing' | 'refused';

/** What the conversation is doing, by the events of the server and the position of playback. */
export type Phase = 'idle' | 'listening' | 'hesitating' | 'thinking' | 'speaking' | 'interrupted';

export interface StateInputs {
  readonly link: LinkState;
  readonly microphone: MicrophoneState;
  readonly phase: Phase;
  /** The reply plays quieter until it is clear whether it is interrupted. */
  readonly isDucked: boolean;
  /** What was shed in the turn that runs or was last, as the server put it. */
  readonly degraded: string | undefined;
  /** When the service said that it goes away: the sentence to show. */
  readonly draining: string | undefined;
  readonly isFirstVisit: boolean;
}

/** The one state to show, what stands in the way of talking before everything else. */
export function connectionState(inputs: StateInputs): ConnectionState {
  const { link, microphone, phase, isDucked, degraded, draining, isFirstVisit } = inputs;
  if (link.kind === 'failed') return { kind: 'error', label: 'Not connected', detail: link.message };
  if (link.kind === 'reconnecting') {
    const detail = 'The connection dropped. The conversation is kept and goes on where it was.';
    return { kind: 'reconnecting', label: 'Reconnecting', detail };
  }
  if (link.kind === 'starting') {
    return { kind: 'connecting', label: 'Starting', detail: 'The service is loading its models.' };
  }
  if (link.kind === 'connecting' || microphone === 'asking') {
    const detail = microphone === 'asking' ? 'Your browser asks for the microphone.' : 'Opening a session.';
    return { kind: 'connecting', label: 'Connecting', detail };
  }
  if (draining !== undefined && phase === 'idle') return { kind: 'draining', label: 'Closing down', detail: draining };
  if (phase === 'speaking' && isDucked) return ducked;
  if (phase !== 'idle') return phaseStates[phase];
  if (microphone === 'refused') {
    const detail = 'Allow it in the address bar and try again, or type, or play a sample.';
    return { kind: 'permission-refused', label: 'Microphone refused', detail };
  }
  if (microphone === 'missing') {
    const detail = 'Connect one, or type, or play a sample: everything else works.';
    return { kind: 'no-microphone', label: 'No microphone', detail };
  }
  if (degraded !== undefined) return { kind: 'degraded', label: 'Degraded', detail: degraded };
  if (microphone === 'muted') return { kind: 'ready', label: 'Muted', detail: 'Nothing you say is sent.' };
  if (microphone === 'on') return phaseStates.listening;
  if (isFirstVisit) {
    return { kind: 'first-visit', label: 'Ready', detail: 'Press the button and talk, or play a sample question.' };
  }
  return { kind: 'ready', label: 'Ready', detail: 'Press the button and talk.' };
}

const ducked: ConnectionState = {
  kind: 'speaking',
  label: 'Speaking softly',
  detail: 'It heard something and finds out whether you want to interrupt.',
};

const phaseStates: Readonly<Record<Exclude<Phase, 'idle'>, ConnectionState>> = {
  listening: { kind: 'listening', label: 'Listening', detail: 'Speak as you like; pauses are fine.' },
  hesitating: { kind: 'hesitating', label: 'Waiting', detail: 'You paused. It waits to see whether you go on.' },
  thinking: { kind: 'thinking', label: 'Thinking', detail: 'Your turn has ended; the reply is being made.' },
  speaking: { kind: 'speaking', label: 'Speaking', detail: 'You can interrupt at any time.' },
  interrupted: { kind: 'interrupted', label: 'Interrupted', detail: 'It stopped and listens to you.' },
};
