import { z } from 'zod';
import { consentSchema } from '../consent.ts';
import { recordSpanSchema, turnRecordSchema } from '../turn-record.ts';
import { wireAudioFormatSchema } from './audio-formats.ts';
import { clientEventSchemas, responseCreateParametersSchema } from './client-events.ts';
import { inputItemSchema, realtimeItemSchema, serverItemSchema } from './items.ts';
import { responseSchema, responseUsageSchema } from './responses.ts';
import { serverEventSchemas } from './server-events.ts';
import { realtimeErrorSchema } from './server-input-events.ts';
import {
  sessionSchema,
  sessionUpdateSchema,
  toolChoiceSchema,
  toolsSchema,
  turnDetectionConfigSchema,
} from './session.ts';

/** JSON Schema, draft 2020-12; `$ref` is `#/$defs/` and the name of a shape. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What the wire carries: every event by its `type`, and the shapes that several of them share by name. */
export interface ProtocolSchema {
  readonly clientEvents: Readonly<Record<string, JsonSchema>>;
  readonly serverEvents: Readonly<Record<string, JsonSchema>>;
  readonly shapes: Readonly<Record<string, JsonSchema>>;
}

const shapes = {
  SessionUpdate: sessionUpdateSchema,
  Session: sessionSchema,
  AudioFormat: wireAudioFormatSchema,
  TurnDetection: turnDetectionConfigSchema,
  Tools: toolsSchema,
  ToolChoice: toolChoiceSchema,
  Item: realtimeItemSchema,
  InputItem: inputItemSchema,
  ServerItem: serverItemSchema,
  ResponseParameters: responseCreateParametersSchema,
  Response: responseSchema,
  Usage: responseUsageSchema,
  Error: realtimeErrorSchema,
  Consent: consentSchema,
  TurnRecord: turnRecordSchema,
  Span: recordSpanSchema,
} as const;

/**
 * The protocol from the schemas that check it. Fields with a default are among the required ones, as after parsing; a
 * `default` says that they may be left out.
 */
export function protocolSchema(): ProtocolSchema {
  const found: Record<string, JsonSchema> = {};
  const convert = (schema: z.ZodType): JsonSchema => {
    const { $schema: _, $defs, ...own } = z.toJSONSchema(schema, { metadata: namedShapes, unrepresentable: 'any' });
    Object.assign(found, $defs);
    return own;
  };
  const events = (schemas: Readonly<Record<string, z.ZodType>>) =>
    Object.fromEntries(Object.entries(schemas).map(([type, schema]) => [type, convert(schema)]));
  const clientEvents = events(clientEventSchemas);
  const serverEvents = events(serverEventSchemas);
  const ordered = Object.keys(shapes).flatMap((name) => (found[name] ? [[name, found[name]] as const] : []));
  return { clientEvents, serverEvents, shapes: Object.fromEntries(ordered) };
}

const names = new Map<unknown, string>(Object.entries(shapes).map(([name, schema]) => [schema, name]));

/** Descriptions as everywhere, and names for the shapes: not in the global registry, where they would be everybody's. */
class ShapeRegistry extends z.core.$ZodRegistry<z.core.GlobalMeta> {
  override get(schema: z.core.$ZodType): never {
    const name = names.get(schema);
    return { ...z.globalRegistry.get(schema), ...(name === undefined ? {} : { id: name }) } as never;
  }
}
const namedShapes = new ShapeRegistry();
