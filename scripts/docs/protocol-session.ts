/** What becomes of each session field: asked of the code that decides it, so that the page cannot say otherwise. */
import type { CascadeError, SessionUpdate } from '@cascade/contracts';
import { protocolSchema } from '@cascade/contracts';
import {
  describeSession,
  initialSessionConfig,
  updateSessionConfig,
} from '../../services/gateway/src/session-config.ts';
import { table } from './markdown.ts';
import { type FieldRow, fieldTables } from './protocol-fields.ts';

const initial = initialSessionConfig({ type: 'realtime' });

/** Each is refused, alone; the gateway's answer says how to mend it. */
const refusedUpdates: readonly SessionUpdate[] = [
  { audio: { input: { transcription: { language: 'fr' } } } },
  { audio: { input: { transcription: { prompt: 'Names of bicycles.' } } } },
  { audio: { output: { voice: 'nobody' } } },
  { tools: [{ type: 'mcp', server_label: 'shop' }] },
  { tool_choice: { type: 'mcp' } },
  { tool_choice: { type: 'function', name: 'nothing' } },
  { max_output_tokens: 100 },
  { include: ['item.input_audio_transcription.logprobs'] },
  { truncation: 'disabled' },
  { prompt: { id: 'pmpt_1' } },
  { parallel_tool_calls: false },
  { cascade: { time_zone: 'Nowhere/City' } },
  { temperature: 0.8 },
];

const voices = ['heart'];

/** @throws Error for an update that is no longer refused: then it belongs elsewhere */
function refusalOf(update: SessionUpdate): CascadeError {
  const [refused] = updateSessionConfig(initial, update, voices).refused;
  if (!refused) throw new Error(`${JSON.stringify(update)} is not refused any more: take it off the list.`);
  return refused;
}

export const refusedFieldTable = (): string =>
  table(
    ['an update with', 'is answered by'],
    refusedUpdates.map((update) => [`\`${JSON.stringify(update)}\``, refusalOf(update).message]),
  );

/** The fields of an update with what they are in a session that sets nothing. */
export function sessionFieldTable(): string {
  const schema = protocolSchema().shapes.SessionUpdate;
  const rows = schema ? (fieldTables(schema)[0]?.rows ?? []) : [];
  const at = describeSession(initial, '', null) as unknown;
  return table(
    ['field', 'type', 'at first', 'meaning'],
    rows.map((row) => [`\`${row.path}\``, row.type, initialValue(row, at), row.meaning]),
  );
}

function initialValue({ path, type }: FieldRow, session: unknown): string {
  const value = path
    .split('.')
    .reduce<unknown>((inside, key) => (inside as Record<string, unknown> | null | undefined)?.[key], session);
  // A name that stands for whatever voice the service has.
  if (value === undefined || value === 'default') return '';
  // The echo shows what came of a wish, and nothing of one that was not made.
  if (value === null && type === 'true or false') return '`false`';
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return shortObject(value);
  return `\`${JSON.stringify(value)}\``;
}

/** Of an object with a type the whole, of one whose fields have rows of their own nothing. */
const shortObject = (value: object): string => ('type' in value ? `\`${JSON.stringify(value)}\`` : '');
