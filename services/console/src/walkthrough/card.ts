import type {
  AsrEvent,
  BudgetStage,
  ClientEventType,
  ErrorCode,
  InputEvent,
  PlannerEvent,
  PlannerInput,
  PlaybackEvent,
  ServerEventType,
  TtsEvent,
  TurnEvent,
  TurnInput,
  VadEvent,
} from '@cascade/contracts';

/** The stages of the diagram, in the order in which a presenter tells them. */
export const cardIds = [
  'overview',
  'client',
  'gateway',
  'vad',
  'asr',
  'turn',
  'planner',
  'tts',
  'playback',
  'records',
  'evals',
  'registry',
  'release',
  'review',
] as const;
export type CardId = (typeof cardIds)[number];

export const isCardId = (value: string): value is CardId => (cardIds as readonly string[]).includes(value);

/** Every message between stages or on the wire, by the name that @cascade/contracts gives it. */
export type ContractEvent =
  | (InputEvent | VadEvent | AsrEvent | TurnInput | TurnEvent)['type']
  | (PlannerInput | PlannerEvent | TtsEvent | PlaybackEvent)['type']
  | ServerEventType
  | ClientEventType;

/** Events that enter or leave a stage on one edge, and the file that defines them. */
export interface Port {
  readonly direction: 'in' | 'out';
  /** The stage at the other end. */
  readonly peer: string;
  readonly events: readonly ContractEvent[];
  readonly file: string;
}

export interface Failure {
  readonly when: string;
  readonly system: string;
  /** What reaches the user's ears or eyes. */
  readonly user: string;
  readonly code?: ErrorCode;
}

/** Whether this version does it: what is absent is named, so that nobody teaches it as present. */
export type Presence = 'here' | 'partly' | 'absent';

export interface Practice {
  readonly topic: 'evaluated' | 'canaried' | 'rolled back';
  readonly presence: Presence;
  readonly text: string;
}

export interface CodePath {
  /** Relative to the repository. */
  readonly path: string;
  readonly what: string;
}

export interface Card {
  readonly id: CardId;
  readonly title: string;
  /** One line, without a full stop. */
  readonly role: string;
  /** Whether this part of the diagram exists in this version. */
  readonly presence: Presence;
  /** What to say aloud, in about half a minute. */
  readonly pitch: readonly string[];
  readonly ports: readonly Port[];
  readonly streams: string;
  readonly blocks: string;
  readonly budgetStages: readonly BudgetStage[];
  readonly budgetNote: string;
  readonly failures: readonly Failure[];
  readonly practices: readonly Practice[];
  readonly code: readonly CodePath[];
  /** Keys of a turn record's `versions` that belong to this stage. */
  readonly versions: readonly string[];
}
