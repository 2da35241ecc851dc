/** Several people at once, each in one long conversation: says something, hears the answer out, pauses. */
import { systemClock } from '@cascade/runtime';
import type { Call } from '../call/call.ts';
import { seededRandom } from '../sounds/index.ts';
import { type BenchClip, shuffled, speechMs, withoutSilence } from './clips.ts';
import { describeRefusal, openCall, type SessionSurroundings, tellOfCall, waiting } from './one-session.ts';
import type { TurnResult } from './results.ts';
import { sayClip } from './say-clip.ts';
import { failedTurn, turnResultOf } from './turn-result.ts';

export interface ManySessions {
  readonly sessions: number;
  /** How long they talk; what has begun by then is finished. */
  readonly seconds: number;
  /** In each session, at most. */
  readonly turns: number | undefined;
}

export interface ManyTurns {
  readonly turns: readonly TurnResult[];
  /** Of the time of all sessions that their users spoke. */
  readonly talkShare: number | null;
}

/** Of the time that a user spends in a conversation. */
const talkTime = 0.4;
/** Longer texts are read by nobody to an assistant, and would leave one user few turns. */
const longestSpeechMs = 12_000;
/** Users come one after the other. */
const arrivalMs = 4000;
const breathMs = 300;

/** Closed loop: who has no answer yet does not go on talking, so a service that falls behind is asked less. */
export async function talkTogether(
  clips: readonly BenchClip[],
  plan: ManySessions,
  around: SessionSurroundings,
): Promise<ManyTurns> {
  const said = clips.map(withoutSilence);
  const short = said.filter((clip) => speechMs(clip) <= longestSpeechMs);
  const usable = short.length > 0 ? short : said;
  const turns: TurnResult[] = [];
  const users = await Promise.all(
    Array.from({ length: plan.sessions }, (_, session) => {
      const tell = (turn: TurnResult) => {
        turns.push(turn);
        around.onProgress(turn, turns.length, plan.sessions * (plan.turns ?? Number.POSITIVE_INFINITY));
      };
      return oneUser(usable, session, plan, around, tell);
    }),
  );
  const total = (pick: (user: TalkedTime) => number) => users.reduce((sum, user) => sum + pick(user), 0);
  const wallMs = total((user) => user.wallMs);
  return { turns, talkShare: wallMs === 0 ? null : total((user) => user.speechMs) / wallMs };
}

interface TalkedTime {
  readonly speechMs: number;
  readonly wallMs: number;
}

async function oneUser(
  clips: readonly BenchClip[],
  session: number,
  plan: ManySessions,
  around: SessionSurroundings,
  tell: (turn: TurnResult) => void,
): Promise<TalkedTime> {
  const clock = around.clock ?? systemClock;
  const seed = `${around.seed}/${plan.sessions}/${session}`;
  await clock.sleep(seededRandom(seed).between(0, arrivalMs), around.signal).catch(() => undefined);
  if (around.signal.aborted) return { speechMs: 0, wallMs: 0 };
  let call: Call;
  try {
    call = await openCall(around, `${plan.sessions}/${session}`);
  } catch (error) {
    // A service that takes no more sessions has an end to what it can do: that is a result.
    tell(failedTurn(clips[0]!, session, describeRefusal(error)));
    return { speechMs: 0, wallMs: 0 };
  }
  try {
    const startMs = call.nowMs;
    let spoken = 0;
    const mayGoOn = (turn: number) =>
      !around.signal.aborted &&
      call.failure === undefined &&
      turn < (plan.turns ?? Number.POSITIVE_INFINITY) &&
      call.nowMs < startMs + plan.seconds * 1000;
    let order: BenchClip[] = [];
    for (let turn = 0; mayGoOn(turn); turn++) {
      // What an answer took longer than its pause is made up for by shorter pauses later.
      await waiting(call, Math.max(breathMs, startMs + spoken / talkTime - call.nowMs));
      if (!mayGoOn(turn)) break;
      if (order.length === 0) order = shuffled(clips, `${seed}/${turn}`);
      const clip = order.pop()!;
      const utterance = await sayClip(call, clip, { session, hangUp: false, readMachine: around.readMachine });
      spoken += speechMs(clip);
      tell(turnResultOf(utterance));
    }
    // The pause after the last turn counts, too.
    const wallMs = Math.max(call.nowMs - startMs, spoken / talkTime);
    tellOfCall(call, around);
    return { speechMs: spoken, wallMs };
  } finally {
    await call.close();
  }
}
