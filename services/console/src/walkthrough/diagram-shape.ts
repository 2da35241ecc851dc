import type { CardId } from './card.ts';

/** Edges of the diagram. `back` edges run against the flow of data; `planned` ones do not exist in this version. */
export const edgeIds = [
  'audio-in',
  'audio-to-vad',
  'audio-to-asr',
  'speech',
  'transcripts',
  'plan',
  'text',
  'clauses',
  'audio-out',
  'utterance-end',
  'position',
  'cancel',
  'spans',
  'to-review',
  'to-evals',
  'to-release',
  'to-registry',
  'versions',
] as const;
export type EdgeId = (typeof edgeIds)[number];

export interface DiagramNode {
  readonly id: Exclude<CardId, 'overview'>;
  /** Left, top, width and height in units of the drawing. */
  readonly box: readonly [number, number, number, number];
  readonly name: string;
  readonly does: readonly string[];
}

export interface DiagramEdge {
  readonly id: EdgeId;
  readonly from: CardId;
  readonly to: CardId;
  readonly kind: 'data' | 'back' | 'offline' | 'planned';
  readonly label: string;
  /** An SVG path, drawn from `from` to `to`. */
  readonly path: string;
  /** Anchor of the label. */
  readonly at: readonly [number, number];
  readonly anchor?: 'start' | 'middle' | 'end';
  /** What flows, as the list says it. */
  readonly flows: string;
}

export const diagramSize = { width: 880, height: 462 } as const;

/** Listening runs along the top from left to right, answering along the bottom from right to left. */
export const diagramNodes: readonly DiagramNode[] = [
  { id: 'client', box: [8, 58, 104, 76], name: 'Client', does: ['microphone'] },
  { id: 'gateway', box: [174, 58, 112, 226], name: 'Gateway', does: ['protocol, pacing,', 'what was heard'] },
  { id: 'vad', box: [352, 58, 124, 76], name: 'Voice detector', does: ['speech or not'] },
  { id: 'asr', box: [540, 58, 116, 76], name: 'Recognizer', does: ['speech to text'] },
  { id: 'turn', box: [748, 58, 124, 76], name: 'Turn manager', does: ['decides'] },
  { id: 'planner', box: [748, 208, 124, 76], name: 'Planner', does: ['what to say'] },
  { id: 'tts', box: [540, 208, 116, 76], name: 'Voice', does: ['text to speech'] },
  { id: 'playback', box: [8, 208, 104, 76], name: 'Client', does: ['loudspeaker'] },
  { id: 'records', box: [174, 380, 112, 76], name: 'Turn record', does: ['spans, versions,', 'verdict'] },
  { id: 'review', box: [320, 380, 112, 76], name: 'Review', does: ['consent, people'] },
  { id: 'evals', box: [466, 380, 114, 76], name: 'Evaluations', does: ['known recordings'] },
  { id: 'release', box: [614, 380, 112, 76], name: 'Release', does: ['gates, canary,', 'rollback'] },
  { id: 'registry', box: [760, 380, 112, 76], name: 'Registry', does: ['pinned models'] },
];

export const diagramEdges: readonly DiagramEdge[] = [
  {
    id: 'audio-in',
    from: 'client',
    to: 'gateway',
    kind: 'data',
    label: 'audio',
    path: 'M112 96H168',
    at: [141, 88],
    flows: 'audio in chunks of 20 ms',
  },
  {
    id: 'audio-to-vad',
    from: 'gateway',
    to: 'vad',
    kind: 'data',
    label: 'chunks',
    path: 'M286 96H346',
    at: [317, 88],
    flows: 'audio chunks at 16 kHz',
  },
  {
    id: 'audio-to-asr',
    from: 'gateway',
    to: 'asr',
    kind: 'data',
    label: 'the same audio feeds recognizer and turn manager',
    path: 'M230 58V30H598V52M598 30H812V52',
    at: [414, 23],
    flows: 'the same audio chunks, also to the turn manager',
  },
  {
    id: 'speech',
    from: 'vad',
    to: 'asr',
    kind: 'data',
    label: 'speech',
    path: 'M476 96H534',
    at: [506, 88],
    flows: 'speech began, pauses, resumes, ended',
  },
  {
    id: 'transcripts',
    from: 'asr',
    to: 'turn',
    kind: 'data',
    label: 'partials, final',
    path: 'M656 82H742',
    at: [702, 74],
    flows: 'partial and final transcripts',
  },
  {
    id: 'utterance-end',
    from: 'turn',
    to: 'asr',
    kind: 'back',
    label: 'utterance end',
    path: 'M748 112H662',
    at: [702, 127],
    flows: 'where the utterance ended',
  },
  {
    id: 'plan',
    from: 'turn',
    to: 'planner',
    kind: 'data',
    label: 'decision',
    path: 'M848 134V202',
    at: [842, 172],
    anchor: 'end',
    flows: 'end of turn: the conversation to be answered',
  },
  {
    id: 'cancel',
    from: 'turn',
    to: 'tts',
    kind: 'back',
    label: 'cancel',
    path: 'M772 134V180H628V202',
    at: [700, 174],
    flows: 'cancellation of a response, to planner, voice and sending',
  },
  {
    id: 'text',
    from: 'planner',
    to: 'tts',
    kind: 'data',
    label: 'text',
    path: 'M748 246H662',
    at: [704, 238],
    flows: 'text as it is written',
  },
  {
    id: 'clauses',
    from: 'tts',
    to: 'gateway',
    kind: 'data',
    label: 'clauses, then their audio',
    path: 'M540 246H292',
    at: [414, 238],
    flows: 'clauses with word times, then their audio at 24 kHz',
  },
  {
    id: 'audio-out',
    from: 'gateway',
    to: 'playback',
    kind: 'data',
    label: 'audio',
    path: 'M174 232H118',
    at: [145, 224],
    flows: 'audio, 300 ms ahead of playback',
  },
  {
    id: 'position',
    from: 'playback',
    to: 'turn',
    kind: 'back',
    label: 'playback position: what was heard',
    path: 'M112 264H174M286 156H792V140',
    at: [414, 149],
    flows: 'how much was played, through the gateway',
  },
  {
    id: 'spans',
    from: 'gateway',
    to: 'records',
    kind: 'data',
    label: 'every stage: spans',
    path: 'M812 284V318H230M598 284V318M230 284V374',
    at: [414, 311],
    flows: 'spans, versions and decisions of every stage',
  },
  {
    id: 'to-review',
    from: 'records',
    to: 'review',
    kind: 'offline',
    label: '',
    path: 'M286 418H314',
    at: [300, 410],
    flows: 'turns that their users called wrong',
  },
  {
    id: 'to-evals',
    from: 'review',
    to: 'evals',
    kind: 'planned',
    label: '',
    path: 'M432 418H460',
    at: [446, 410],
    flows: 'labelled clips (not in this version)',
  },
  {
    id: 'to-release',
    from: 'evals',
    to: 'release',
    kind: 'offline',
    label: '',
    path: 'M580 418H608',
    at: [594, 410],
    flows: 'figures by slice, read by the gate',
  },
  {
    id: 'to-registry',
    from: 'release',
    to: 'registry',
    kind: 'offline',
    label: '',
    path: 'M726 418H754',
    at: [740, 410],
    flows: 'which entry becomes canary or live',
  },
  {
    id: 'versions',
    from: 'registry',
    to: 'planner',
    kind: 'offline',
    label: 'pinned versions',
    path: 'M848 380V290',
    at: [842, 338],
    anchor: 'end',
    flows: 'verified model files, to every stage at the start',
  },
];
