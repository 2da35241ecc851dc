import { CascadeError } from '@cascade/contracts';
import { initialTurnState, reduceTurn, type TurnState, turnPolicyVersion } from '@cascade/turn';
import {
  type EventLogEntry,
  type EventLogHeader,
  type EventLogLine,
  eventLogFormat,
  eventLogVersion,
} from './event-log.ts';

/** The first event that is decided otherwise than it was. */
export interface Divergence {
  /** Counts from 1. */
  readonly line: number;
  readonly session: string;
  readonly entry: EventLogEntry;
  readonly replayed: EventLogEntry['effects'];
}

export interface ReplayedLog {
  readonly sessions: number;
  readonly events: number;
  readonly effects: number;
  /** Rules other than today's that the log was written with. */
  readonly otherPolicies: readonly string[];
  readonly divergence: Divergence | undefined;
}

/**
 * Gives every event of a log to the reducer once more and compares the effects, to the bit. Stops at the first that
 * differs.
 *
 * @throws CascadeError `invalid_file` for a line that is none of an event log, or one of another version
 */
export async function replayLog(lines: AsyncIterable<string> | Iterable<string>): Promise<ReplayedLog> {
  const result = { sessions: 0, events: 0, effects: 0 };
  const otherPolicies = new Set<string>();
  let session: { readonly id: string; state: TurnState } | undefined;
  let line = 0;
  for await (const text of lines) {
    line++;
    if (text === '') continue;
    const read = readLine(text, line);
    if ('format' in read) {
      if (read.policy !== turnPolicyVersion) otherPolicies.add(read.policy);
      const state = initialTurnState({ numbers: read.numbers, idSeed: read.id_seed });
      session = { id: read.session, state };
      result.sessions++;
      continue;
    }
    if (!session) throw invalid(line, 'an event before the line that begins its session');
    const { state, effects } = reduceTurn(session.state, read.event, read.at_ms);
    session.state = state;
    result.events++;
    result.effects += effects.length;
    if (JSON.stringify(effects) !== JSON.stringify(read.effects)) {
      const divergence = { line, session: session.id, entry: read, replayed: effects };
      return { ...result, otherPolicies: [...otherPolicies], divergence };
    }
  }
  return { ...result, otherPolicies: [...otherPolicies], divergence: undefined };
}

function readLine(text: string, line: number): EventLogLine {
  let read: Partial<EventLogHeader & EventLogEntry> | null;
  try {
    read = JSON.parse(text) as typeof read;
  } catch {
    throw invalid(line, 'no JSON');
  }
  if (typeof read !== 'object' || read === null) throw invalid(line, 'no object');
  if (read.format !== undefined) {
    if (read.format === eventLogFormat && read.version === eventLogVersion) return read as EventLogHeader;
    throw invalid(
      line,
      `${read.format} version ${read.version}, expected ${eventLogFormat} version ${eventLogVersion}`,
    );
  }
  if (typeof read.at_ms === 'number' && typeof read.event?.type === 'string' && Array.isArray(read.effects)) {
    return read as EventLogEntry;
  }
  throw invalid(line, 'neither a session nor an event with its effects');
}

const invalid = (line: number, what: string) =>
  new CascadeError('invalid_file', `Line ${line} of the event log: ${what}.`);

/** A few lines for people. */
export function describeReplay(replayed: ReplayedLog): string {
  const { sessions, events, effects, divergence, otherPolicies } = replayed;
  const counted = `${events} events of ${sessions} sessions, ${effects} effects`;
  const written =
    otherPolicies.length > 0 ? `\nwritten by ${otherPolicies.join(', ')}; this is ${turnPolicyVersion}` : '';
  if (!divergence) return `${counted}: decided the same${written}`;
  const { line, session, entry, replayed: now } = divergence;
  return [
    `${counted} until line ${line} (${session}, ${entry.at_ms} ms), which is decided otherwise${written}`,
    `event     ${JSON.stringify(entry.event)}`,
    `recorded  ${JSON.stringify(entry.effects)}`,
    `replayed  ${JSON.stringify(now)}`,
  ].join('\n');
}
