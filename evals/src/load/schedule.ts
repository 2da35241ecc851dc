/** When each client says what: fixed before the first word, so that no answer, early, late or missing, changes it. */
import { inputRateHz } from '@cascade/contracts';
import { shuffled } from '../bench/clips.ts';
import { type SeededRandom, seededRandom } from '../sounds/index.ts';
import { clipMs, type LoadClip } from './load-clips.ts';
import type { ClientKind } from './mix.ts';
import type { ThinkTime } from './think-time.ts';

/** Milliseconds since the run began. */
export interface PlannedTurn {
  readonly clip: LoadClip;
  /** When its first sample is said. */
  readonly dueMs: number;
  /** When its last speech sample is said: the answer's latency counts from here. */
  readonly spokenMs: number;
  /** It is said over the answer before, whatever that is by then. */
  readonly interrupts: boolean;
}

/** One connection: from when to when, and what is said over it. */
export interface PlannedConversation {
  readonly opensMs: number;
  readonly endsMs: number;
  /** Without a word of farewell. */
  readonly drops: boolean;
  readonly turns: readonly PlannedTurn[];
  /** Stretches in which the client does not read. */
  readonly deafMs: readonly (readonly [fromMs: number, toMs: number])[];
}

export interface ScheduleOptions {
  readonly kind: ClientKind;
  readonly joinMs: number;
  readonly leaveMs: number;
  readonly clips: readonly LoadClip[];
  readonly think: ThinkTime;
  /** Waiting for the answer and listening to it, before thinking begins. */
  readonly listenMs: number;
  readonly seed: string;
}

/** A session that has been opened is not talked to at once. */
const openingMs = 500;
/** Turns of a conversation; then the client hangs up, and another one comes a moment later. */
const turnsOfConversation = 20;
const betweenConversationsMs = [500, 1500] as const;
/** After the end of speech: an answer is usually being said by then. */
const interruptAfterMs = [1100, 2300] as const;
const deafForMs = [1000, 4000] as const;
const dropChance = 0.3;

/** Everything one client will do. The same options give the same plan; a later `leaveMs` only adds to it. */
export function planConversations(options: ScheduleOptions): PlannedConversation[] {
  const random = seededRandom(options.seed);
  const deck = clipDeck(options.clips, options.seed);
  const conversations: PlannedConversation[] = [];
  for (let opensMs = options.joinMs; opensMs < options.leaveMs; ) {
    const conversation = planConversation(options, opensMs, random, deck);
    conversations.push(conversation);
    opensMs = conversation.endsMs + random.between(...betweenConversationsMs);
  }
  return conversations;
}

function planConversation(
  { kind, joinMs, leaveMs, think, listenMs }: ScheduleOptions,
  opensMs: number,
  random: SeededRandom,
  deck: () => LoadClip,
): PlannedConversation {
  const turns: PlannedTurn[] = [];
  const deafMs: [number, number][] = [];
  // Clients that join together must not go on in step.
  const isFirst = opensMs === joinMs;
  let dueMs = opensMs + openingMs + (isFirst ? random.between(0, listenMs + think.draw(random)) : 0);
  let interrupts = false;
  const ending = (endsMs: number, drops: boolean): PlannedConversation => {
    const there = Math.min(leaveMs, endsMs);
    const said = turns.filter((turn) => turn.dueMs < there);
    const deaf = deafMs.flatMap(([from, to]) => (from < there ? [[from, Math.min(to, there)] as const] : []));
    return { opensMs, endsMs: there, drops, turns: said, deafMs: deaf };
  };
  while (turns.length < turnsOfConversation) {
    const clip = deck();
    const spokenMs = dueMs + (clip.lastSpeech * 1000) / inputRateHz;
    turns.push({ clip, dueMs, spokenMs, interrupts });
    interrupts = kind === 'interrupters' && !interrupts;
    const heardMs = dueMs + clipMs(clip);
    const pauseMs = listenMs + think.draw(random);
    const interruptMs = random.between(...interruptAfterMs);
    const [chance, part] = [random.next(), random.next()];
    if (kind === 'slow-readers') deafMs.push([spokenMs, spokenMs + random.between(...deafForMs)]);
    if (kind === 'droppers' && chance < dropChance) return ending(dueMs + part * pauseMs, true);
    dueMs = interrupts ? Math.max(heardMs, spokenMs + interruptMs) : heardMs + pauseMs;
  }
  return ending(dueMs, false);
}

/** Every clip once in an order by the seed, then again in another. */
function clipDeck(clips: readonly LoadClip[], seed: string): () => LoadClip {
  let [order, round]: [LoadClip[], number] = [[], 0];
  return () => {
    if (order.length === 0) order = shuffled(clips, `${seed}/clips/${round++}`);
    return order.pop()!;
  };
}
