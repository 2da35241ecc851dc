import type { TurnRecord } from '@cascade/contracts';
import { exampleTurnRecord } from '@cascade/testing';
import type { SeededRandom } from '../src/sounds/index.ts';

/** How the users of a window are. */
export interface MadeUsers {
  readonly levelDbfs?: number;
  readonly snrDb?: number;
  readonly wordsPerSecond?: number;
  /** Share of the sessions that come from phones. */
  readonly phones?: number;
  readonly confidence?: number;
  /** Share of replies that are interrupted. */
  readonly interrupted?: number;
}

const vocabulary =
  'turn the light on off set a timer for ten minutes what is weather today play music stop please call me'.split(' ');

/** Sessions of three turns each; turns of a session have its speaker in common. */
export function madeSessions(
  count: number,
  random: SeededRandom,
  startMs: number,
  {
    levelDbfs = -28,
    snrDb = 30,
    wordsPerSecond = 2.5,
    phones = 0.5,
    confidence = 0.9,
    interrupted = 0.1,
  }: MadeUsers = {},
): TurnRecord[] {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  return Array.from({ length: count }, (_, session) => {
    const speaker = {
      level: levelDbfs + 5 * normal(),
      snr: snrDb + 6 * normal(),
      rate: wordsPerSecond * Math.exp(0.2 * normal()),
    };
    const device = random.next() < phones ? 'phone' : 'desktop';
    return Array.from({ length: 3 }, (__, turn) => {
      const words = Array.from({ length: 3 + random.below(8) }, () => random.pick(vocabulary));
      const samples = Math.round((16_000 * words.length) / (speaker.rate * Math.exp(0.1 * normal())));
      const example = exampleTurnRecord({});
      return exampleTurnRecord({
        session_id: `${startMs}-${session}`,
        turn_id: `${startMs}-${session}-${turn}`,
        trace_id: `${startMs}-${session}-${turn}`,
        started_at: new Date(startMs + 1000 * (3 * session + turn)).toISOString(),
        final_transcript: words.join(' '),
        transcript_confidence: Math.min(1, Math.max(0, confidence + 0.05 * normal())),
        device: { device },
        audio: {
          ...example.audio,
          start_sample: 0,
          end_sample: samples,
          level_dbfs: speaker.level + 2 * normal(),
          snr_db: speaker.snr + 2 * normal(),
        },
        response: example.response && {
          ...example.response,
          status: random.next() < interrupted ? 'interrupted' : 'completed',
        },
      });
    });
  }).flat();
}
