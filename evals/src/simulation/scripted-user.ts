import type { Clock } from '@cascade/contracts';
import type { SeededRandom } from '../sounds/index.ts';
import { draw, happens } from './distributions.ts';
import { backchannel, backchannels, cough, type SpeechPiece } from './recorded-utterances.ts';
import type { SimulatedClient } from './simulated-client.ts';
import type { World } from './world.ts';

export interface UserOptions {
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly world: World;
  readonly client: SimulatedClient;
  readonly utterances: readonly (readonly SpeechPiece[])[];
  /** A timer rings in this session. */
  announce(): void;
  onFault(name: string): void;
}

/** Longer than any answer should be waited for. */
const patienceMs = 15_000;
const longestReplyMs = 90_000;
/** Everything that is still to come has come by then. */
const lastWaitMs = 12_000;
const announcementShare = 0.03;

/** Talks for some turns and hangs up: waits for answers, mostly listens to them, sometimes does something else. */
export class ScriptedUser {
  readonly #options: UserOptions;
  /** Turns that it has said, and those that it waited for in vain. */
  turns = 0;
  unanswered = 0;
  bargeIns = 0;
  backchannels = 0;

  constructor(options: UserOptions) {
    this.#options = options;
  }

  /** @param beforeLeaving when all is said, and the connection is still there */
  async converse(beforeLeaving: () => void): Promise<void> {
    const { client, world, random, clock, onFault } = this.#options;
    const { least, most } = world.manners.turns;
    const turns = least + random.below(most - least + 1);
    await clock.sleep(300 + draw(world.manners.thinking, random));
    let hasBegun = false;
    while (this.turns < turns && !client.gone) {
      if (happens(world.faults.clientVanishes, random)) {
        onFault('client vanishes');
        clock.setTimer(random.between(0, 6000), () => client.leave(1006));
      }
      if (happens(world.faults.networkStalls, random)) client.stall(random.between(500, 3000));
      if (happens(announcementShare, random)) this.#options.announce();
      hasBegun = await this.#turn(hasBegun);
    }
    if (client.gone) return;
    await client.until(() => client.loudspeaker.playing === undefined, longestReplyMs);
    await clock.sleep(lastWaitMs);
    if (client.gone) return;
    beforeLeaving();
    client.leave(1000);
  }

  /** One turn and its answer. True when the user has begun the next turn by interrupting. */
  async #turn(hasBegun: boolean): Promise<boolean> {
    const { client, world, random, clock } = this.#options;
    const { manners } = world;
    const before = client.loudspeaker.started;
    if (!hasBegun) await this.#say(random.pick(this.#options.utterances));
    this.turns++;
    if (happens(manners.afterthought, random)) {
      await clock.sleep(random.between(250, 1600));
      await this.#say(shortest(this.#options.utterances, random));
    }
    const answered = () => client.loudspeaker.started > before && client.loudspeaker.playing !== undefined;
    if (!(await client.until(answered, patienceMs))) {
      this.unanswered++;
      return false;
    }
    if (await this.#listen()) return true;
    await clock.sleep(happens(manners.longSilence, random) ? 30_000 : draw(manners.thinking, random));
    return false;
  }

  /** True when the reply was interrupted by the next turn. */
  async #listen(): Promise<boolean> {
    const { client, world, random } = this.#options;
    const { manners } = world;
    const quiet = () => client.loudspeaker.playing === undefined;
    const inMs = random.between(0, 4000);
    const chance = random.next();
    const limits = [manners.bargeIn, manners.backchannel, manners.cough, manners.stopButton];
    const [bargesIn, agrees, coughs, stops] = limits.map((_, index) => {
      const below = limits.slice(0, index + 1).reduce((sum, share) => sum + share, 0);
      return chance < below && chance >= below - (limits[index] ?? 0);
    });
    const moment = (bargesIn || agrees || coughs || stops) && !(await client.until(quiet, inMs));
    if (moment && bargesIn) {
      this.bargeIns++;
      await this.#say(random.pick(this.#options.utterances));
      return true;
    }
    if (moment && agrees) {
      this.backchannels++;
      await this.#say(backchannel(random.pick(backchannels), Math.round(random.between(250, 500))));
    }
    if (moment && coughs) await this.#say(cough(Math.round(random.between(60, 300))));
    if (moment && stops) client.pressStop();
    await client.until(quiet, longestReplyMs);
    return false;
  }

  async #say(pieces: readonly SpeechPiece[]): Promise<void> {
    await this.#options.clock.sleep(this.#options.client.say(pieces));
  }
}

function shortest(utterances: UserOptions['utterances'], random: SeededRandom): readonly SpeechPiece[] {
  const some = [0, 1, 2, 3].map(() => random.pick(utterances));
  const lengthOf = (pieces: readonly SpeechPiece[]) => pieces.at(-1)?.toMs ?? 0;
  return some.reduce((best, other) => (lengthOf(other) < lengthOf(best) ? other : best));
}
