import type { TurnRecord } from '@cascade/contracts';
import { figure, milliseconds } from '../derive/format.ts';

interface Row {
  readonly name: string;
  readonly value: string;
}

/** Names and values in two columns. */
export function FactsTable({ caption, rows }: { readonly caption: string; readonly rows: readonly Row[] }) {
  return (
    <table class="turn-table is-facts">
      <caption class="turn-hidden">{caption}</caption>
      <tbody>
        {rows.map(({ name, value }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export const versionRows = ({ versions }: TurnRecord): Row[] =>
  Object.entries(versions).map(([name, value]) => ({ name, value }));

/** Where and how the turn was recorded: what a reader needs to judge its figures. */
export function surroundingRows(record: TurnRecord): Row[] {
  const { audio, consent, machine, playback, device } = record;
  const agreed = [
    consent.telemetry && 'telemetry',
    consent.transcripts && 'transcripts',
    consent.audio_review && 'audio for review',
  ].filter((part) => part !== false);
  return [
    { name: 'turn', value: record.turn_id },
    { name: 'session', value: record.session_id },
    { name: 'audio', value: `${audio.codec}, ${figure(audio.rate_hz)} Hz` },
    { name: 'chunks', value: `${milliseconds(audio.chunk_ms)}, jitter p95 ${milliseconds(audio.jitter_ms)}` },
    { name: 'heard up to', value: playback.position_by === 'client' ? 'told by the client' : 'by the pace of sending' },
    { name: 'consent', value: agreed.length > 0 ? agreed.join(', ') : 'nothing' },
    {
      name: 'machine',
      value:
        machine.steal_percent === null ? 'steal unknown' : `${figure(machine.steal_percent)} % taken by neighbours`,
    },
    { name: 'event loop', value: `p99 ${milliseconds(machine.event_loop_delay_p99_ms)} late` },
    ...Object.entries(device).map(([name, value]) => ({ name: `device: ${name.replaceAll('_', ' ')}`, value })),
  ];
}
