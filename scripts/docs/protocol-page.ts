/** `docs/protocol.md`, from the schemas, the examples, the exchanges and the gateway's own tables. */
import {
  type ClientEventType,
  clientEventTypes,
  type JsonSchema,
  protocolSchema,
  type ServerEventType,
  serverEventSchemas,
} from '@cascade/contracts';
import { json, link, table } from './markdown.ts';
import { betaEventTable, betaSessionExample } from './protocol-beta.ts';
import { clientExamples, serverExamples } from './protocol-examples.ts';
import { diagram, type Exchange, shownTypes } from './protocol-exchange.ts';
import { aside, exchanges } from './protocol-exchanges.ts';
import { type FieldTable, fieldTables, shapeHeading } from './protocol-fields.ts';
import { closeTable, errorCodeTable, limitTable, refusalTable } from './protocol-limits.ts';
import { refusedFieldTable, sessionFieldTable } from './protocol-session.ts';
import * as words from './protocol-words.ts';

/** Fields of every event, told of once. */
const saidOfEvents: readonly string[] = ['type', 'event_id'];
const allExchanges: readonly Exchange[] = [...Object.values(exchanges), ...Object.values(aside)];
/** Shapes that have a place of their own elsewhere on the page. */
const shownElsewhere: readonly string[] = ['SessionUpdate'];

export function protocolPage(): string {
  const { clientEvents, serverEvents, shapes } = protocolSchema();
  const serverTypes = Object.keys(serverEventSchemas) as ServerEventType[];
  const client = clientEventTypes.map((type) => eventSection(type, clientEvents[type], clientExamples[type]));
  const server = serverTypes.map((type) => eventSection(type, serverEvents[type], serverExamples[type]));
  const shapeSections = Object.entries(shapes)
    .filter(([name]) => !shownElsewhere.includes(name))
    .map(([name, schema]) => `### ${shapeHeading(name)}\n\n${tables(schema)}`);
  return `${[
    words.head,
    contents(clientEventTypes, serverTypes),
    words.connect,
    '## Exchanges',
    words.exchanges,
    ...allExchanges.map((exchange) => `### ${exchange.title}\n\n${exchange.text}\n\n${diagram(exchange)}`),
    '## Session fields',
    words.sessionFields,
    `### ${shapeHeading('SessionUpdate')}`,
    sessionFieldTable(),
    '### What is refused',
    words.refused,
    refusedFieldTable(),
    '## Client events',
    words.clientEvents,
    ...client,
    '## Server events',
    words.serverEvents,
    ...server,
    '## Shapes',
    ...shapeSections,
    words.binaryFrames,
    '## Errors',
    words.errors,
    errorCodeTable(),
    '## Refusals of a connection',
    words.refusals,
    refusalTable(),
    '## Close codes',
    words.closes,
    closeTable(),
    '## Limits',
    words.limits,
    limitTable(),
    '## The beta',
    words.beta,
    betaEventTable(),
    betaSessionExample(),
    words.differences,
  ].join('\n\n')}\n`;
}

function contents(client: readonly ClientEventType[], server: readonly ServerEventType[]): string {
  const list = (types: readonly string[]) => types.map((type) => link(type, `\`${type}\``)).join(' · ');
  return [
    '## Contents',
    [
      link('Connect'),
      link('Exchanges'),
      link('Session fields'),
      link('Client events'),
      link('Server events'),
      link('Shapes'),
      link('Binary frames'),
      link('Errors'),
      link('Refusals of a connection'),
      link('Close codes'),
      link('Limits'),
      link('The beta'),
      link('Where this differs'),
    ].join(' · '),
    `Exchanges: ${allExchanges.map(({ title }) => link(title)).join(' · ')}`,
    `Client: ${list(client)}`,
    `Server: ${list(server)}`,
  ].join('\n\n');
}

function eventSection(type: string, schema: JsonSchema | undefined, example: unknown): string {
  const seen = allExchanges.filter(({ steps }) => shownTypes(steps).includes(type)).map(({ title }) => link(title));
  return [
    `### ${type}`,
    schema?.description ?? '',
    schema ? tables(schema, saidOfEvents) : '',
    json(example),
    seen.length > 0 ? `In: ${seen.join(' · ')}` : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function tables(schema: JsonSchema, said: readonly string[] = []): string {
  if (schema.type === 'array' && schema.items) return `A list of:\n\n${tables(schema.items as JsonSchema)}`;
  if (schema.allOf) return (schema.allOf as JsonSchema[]).map((part) => tables(part)).join('\n\nwith\n\n');
  return fieldTables(schema)
    .map((fields, index) => `${intro(fields, index)}${fieldTable(fields, said)}`)
    .join('\n\n');
}

function intro({ when, otherwise }: FieldTable, index: number): string {
  const or = index > 0 ? 'Or ' : '';
  if (otherwise !== undefined) return `${or}${otherwise}`;
  if (when.length === 0) return or === '' ? '' : `${or}an object:\n\n`;
  const said = when.map(([field, value]) => `\`${field}\` is \`${value}\``).join(', ');
  return `${or}${or === '' ? 'Where' : 'where'} ${said}:\n\n`;
}

/** Without what the heading or the line above it says already. */
function fieldTable({ when, rows, otherwise }: FieldTable, said: readonly string[]): string {
  if (otherwise !== undefined) return '';
  const unsaid = rows.filter(({ path }) => ![...said, ...when.map(([field]) => field)].includes(path));
  if (unsaid.length === 0) return 'No other fields.';
  return table(
    ['field', 'type', '', 'meaning'],
    unsaid.map(({ path, type, required, meaning }) => [
      `\`${path}\``,
      type,
      required ? '' : 'optional',
      meaning === '' ? meaningElsewhere(path) : meaning,
    ]),
  );
}

/** The session is described where it is set. */
const updateMeanings = new Map(
  [
    ['SessionUpdate', ''],
    ['TurnDetection', 'audio.input.turn_detection.'],
  ].flatMap(([name = '', prefix = '']) => {
    const schema = protocolSchema().shapes[name];
    const rows = schema ? fieldTables(schema).flatMap(({ rows }) => rows) : [];
    return rows.map(({ path, meaning }) => [`${prefix}${path}`, meaning] as const);
  }),
);
const meaningElsewhere = (path: string): string => updateMeanings.get(path.replace(/\[[^\]]+\]/, '')) ?? '';
