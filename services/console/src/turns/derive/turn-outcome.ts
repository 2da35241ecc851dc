import type { TurnRecord } from '@cascade/contracts';
import { counted, milliseconds } from './format.ts';
import { ownedOverruns } from './owned-overruns.ts';
import { speechMs } from './stage-interval.ts';

export type OutcomeKind = 'answered' | 'typed' | 'announced' | 'written' | 'cancelled' | 'failed' | 'abandoned';

/** How a turn ended, in words for its headline. */
export interface TurnOutcome {
  readonly kind: OutcomeKind;
  /** The one number; null when nothing was heard. */
  readonly latencyMs: number | null;
  /** What the number is, or what happened instead. */
  readonly title: string;
  /** One sentence more, where there is something to say. */
  readonly note: string | undefined;
  readonly isWithinBudget: boolean;
  /** The verdict in words, with the stages that are over. */
  readonly verdict: string;
}

export function turnOutcome(record: TurnRecord): TurnOutcome {
  const over = ownedOverruns(record);
  const isWithinBudget = over.length === 0;
  const verdict = isWithinBudget
    ? 'within budget'
    : `over budget in ${over.map(({ title: budget }) => budget.toLowerCase()).join(', ')}`;
  return { ...happening(record), isWithinBudget, verdict };
}

function happening(record: TurnRecord): Pick<TurnOutcome, 'kind' | 'latencyMs' | 'title' | 'note'> {
  const { response, playback } = record;
  if (record.voice_to_voice_ms !== null) {
    const note = interruption(record) ?? apology(record);
    return { kind: 'answered', latencyMs: record.voice_to_voice_ms, title: 'voice-to-voice', note };
  }
  if (response === null) {
    const ignored = record.decisions.findLast(({ kind }) => kind === 'ignore')?.reason;
    const note = ignored ?? 'No reply was asked for.';
    return { kind: 'abandoned', latencyMs: null, title: ignored ? 'Nothing to answer' : 'No reply', note };
  }
  if (response.status === 'failed') {
    const note = response.error_code === null ? undefined : `Error code ${response.error_code}.`;
    return { kind: 'failed', latencyMs: null, title: 'The reply failed', note };
  }
  if (playback.started_at_ms !== null && speechMs(record) === 0) {
    const isAnnouncement = response.source === 'announcement';
    return {
      kind: isAnnouncement ? 'announced' : 'typed',
      latencyMs: playback.started_at_ms,
      title: isAnnouncement ? 'to the announcement' : 'from your text to its voice',
      note: interruption(record) ?? 'Nothing was said aloud, so there is no voice-to-voice time.',
    };
  }
  if (response.status === 'cancelled' || response.status === 'interrupted') {
    const note = 'It was taken back before any of it could be heard.';
    return { kind: 'cancelled', latencyMs: null, title: 'Reply taken back', note };
  }
  return { kind: 'written', latencyMs: null, title: 'Answered in writing', note: 'None of the reply was spoken.' };
}

function interruption({ response, playback }: TurnRecord): string | undefined {
  if (response?.status !== 'interrupted') return undefined;
  return `Interrupted after ${milliseconds(playback.played_ms)} of ${milliseconds(playback.audio_ms)}.`;
}

const apology = ({ response }: TurnRecord): string | undefined =>
  response?.source === 'apology'
    ? `An apology stood in for the reply${response.error_code === null ? '' : ` (${response.error_code})`}.`
    : undefined;

const sourceTitles: Readonly<Record<NonNullable<TurnRecord['response']>['source'], string>> = {
  'fast-path': 'fast path, no language model',
  'language-model': 'language model',
  announcement: 'announcement',
  apology: 'apology',
  none: 'nobody',
};

/** Who made the reply, and how many tool calls it took. */
export function replySource({ response, tool_calls: calls }: TurnRecord): string {
  const source = response === null ? 'no reply' : sourceTitles[response.source];
  return calls.length === 0 ? source : `${source}, ${counted(calls.length, 'tool call')}`;
}
