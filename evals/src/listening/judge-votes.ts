import { CascadeError, type ListeningVotes } from '@cascade/contracts';
import { type Preference, preferenceTest } from '../statistics/index.ts';
import type { ListeningKey } from './make-set.ts';

/** Whoever gets more of the checks wrong did not listen, or cannot hear. */
const mostWrongChecks = 0.34;

export interface ListenerReport {
  readonly listener: string;
  readonly candidate: number;
  readonly baseline: number;
  readonly none: number;
  readonly checks: { readonly wrong: number; readonly of: number };
  readonly counts: boolean;
}

export interface PreferenceReport extends Preference {
  readonly candidate: string;
  readonly baseline: string;
  /** Votes of listeners that count. */
  readonly votes: { readonly candidate: number; readonly baseline: number; readonly none: number };
  readonly listeners: readonly ListenerReport[];
}

/**
 * Sign test over the votes of all listeners who heard the checks; votes for neither are left out of it.
 *
 * @throws CascadeError `invalid_file` for votes on another set, of the same listener twice, or on trials that there are not
 */
export function judgeVotes(key: ListeningKey, files: readonly ListeningVotes[]): PreferenceReport {
  const seen = new Set<string>();
  for (const { set, listener } of files) {
    if (set !== key.set) throw wrong(`The votes of ${listener} are on the set ${set}, not on ${key.set}.`);
    if (seen.has(listener)) throw wrong(`${listener} is there twice: give each file of votes once.`);
    seen.add(listener);
  }
  const listeners = files.map((file) => judgeListener(key, file));
  const counting = listeners.filter(({ counts }) => counts);
  const sum = (field: 'candidate' | 'baseline' | 'none') => counting.reduce((total, one) => total + one[field], 0);
  const votes = { candidate: sum('candidate'), baseline: sum('baseline'), none: sum('none') };
  const { candidate, baseline } = key;
  return { candidate, baseline, ...preferenceTest({ a: votes.candidate, b: votes.baseline }), votes, listeners };
}

function judgeListener(key: ListeningKey, { listener, votes }: ListeningVotes): ListenerReport {
  const counted = { candidate: 0, baseline: 0, none: 0 };
  const checks = { wrong: 0, of: 0 };
  const voted = new Set<string>();
  for (const { trial, choice } of votes) {
    const about = key.trials[trial];
    if (!about || voted.has(trial)) throw wrong(`${listener}: the trial ${trial} is not in the set, or there twice.`);
    voted.add(trial);
    const chosen = choice === 'none' ? 'none' : about[choice];
    if (about.kind === 'check') {
      checks.of++;
      if (chosen !== 'baseline') checks.wrong++;
    } else if (chosen !== 'spoiled') counted[chosen]++;
  }
  return { listener, ...counted, checks, counts: checks.wrong <= mostWrongChecks * checks.of };
}

const wrong = (message: string): CascadeError => new CascadeError('invalid_file', message);

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

export function preferenceText({
  candidate,
  baseline,
  share,
  interval,
  p,
  votes,
  listeners,
}: PreferenceReport): string {
  const left = listeners.filter(({ counts }) => !counts);
  return [
    `${candidate} against ${baseline}: preferred in ${percent(share)} of ${votes.candidate + votes.baseline} votes`,
    `(95 %: ${percent(interval[0])} to ${percent(interval[1])}; p = ${p.toPrecision(2)}, two-sided sign test); no difference in ${votes.none}.`,
    ...listeners.map(
      (one) =>
        `  ${one.listener}: ${one.candidate} for the candidate, ${one.baseline} for the baseline, ${one.none} for none; ` +
        `${one.checks.wrong} of ${one.checks.of} checks wrong${one.counts ? '' : ', left out'}`,
    ),
    ...(left.length > 0
      ? [`${left.length} of ${listeners.length} listeners did not hear the spoiled sides and do not count.`]
      : []),
  ].join('\n');
}
