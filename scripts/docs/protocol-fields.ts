/** JSON Schema as tables of fields: what `docs/protocol.md` shows of an event and of a shape. */
import type { JsonSchema } from '@cascade/contracts';
import { link } from './markdown.ts';

export interface FieldRow {
  /** Dotted; `[]` after a list, and in it the value that tells its kinds apart. */
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly meaning: string;
}

/** One table; several where the schema is one of several objects, each with what tells it apart. */
export interface FieldTable {
  /** Such as `type` is `message`, `role` is `user`; empty when there is no choice. */
  readonly when: readonly (readonly [field: string, value: string])[];
  readonly rows: readonly FieldRow[];
  /** A type in words where the schema is no object. */
  readonly otherwise: string | undefined;
}

/** Whose values tell one kind of object from another. */
const tellingFields = ['type', 'role'];

const child = (schema: unknown): JsonSchema => schema as JsonSchema;
const children = (schemas: unknown): JsonSchema[] => schemas as JsonSchema[];

/** Told from an event of the same name, so that links find it. */
export const shapeHeading = (name: string): string => `${name} (shape)`;

export function fieldTables(schema: JsonSchema): FieldTable[] {
  const variants = variantsOf(schema);
  return variants.map((variant) => {
    if (!isObject(variant)) return { when: [], rows: [], otherwise: typeText(variant) };
    const when = tellingFields.flatMap((name) => {
      const field = variant.properties?.[name];
      return field && 'const' in child(field) ? [[name, String(child(field).const)] as const] : [];
    });
    return { when: variants.length > 1 ? when : [], rows: objectRows(variant, ''), otherwise: undefined };
  });
}

/** The objects that it may be, choices within choices included. */
function variantsOf(schema: JsonSchema): JsonSchema[] {
  const choices = schema.oneOf ?? schema.anyOf;
  return choices && !schema.$ref ? children(choices).flatMap(variantsOf) : [schema];
}

const isObject = (schema: JsonSchema): boolean => schema.properties !== undefined;

function objectRows(schema: JsonSchema, prefix: string): FieldRow[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
    const field = child(value);
    const required = (schema.required ?? []).includes(name) && field.default === undefined;
    const path = `${prefix}${name}`;
    const own = { path, type: typeText(field), required, meaning: meaningOf(field) };
    return [own, ...nestedRows(field, path)];
  });
}

/** What is inside: of a plain object, of a list of objects, and of a choice of objects. */
function nestedRows(field: JsonSchema, path: string): FieldRow[] {
  if (field.$ref) return [];
  if (field.type === 'array' && field.items) return nestedRows(child(field.items), `${path}[]`);
  const inside = variantsOf(field).filter(isObject);
  if (inside.length <= 1) return inside.flatMap((variant) => objectRows(variant, `${path}.`));
  return inside.flatMap((variant) => {
    const kind = Object.values(variant.properties ?? {}).find((value) => 'const' in child(value));
    const name = kind ? String(child(kind).const) : '';
    return objectRows(variant, `${path.replace(/\[\]$/, '')}[${name}].`).filter((row) => !row.path.endsWith('].type'));
  });
}

function meaningOf(field: JsonSchema): string {
  const text = field.description ?? '';
  if (field.default === undefined) return text;
  return `${text} Default ${code(field.default)}.`.trim();
}

const code = (value: unknown): string => `\`${JSON.stringify(value)}\``;

/** A type in words, bounds included. */
export function typeText(schema: JsonSchema): string {
  if (schema.$ref) {
    const name = schema.$ref.replace('#/$defs/', '');
    return link(shapeHeading(name), name);
  }
  if ('const' in schema) return code(schema.const);
  if (schema.enum) return schema.enum.map(code).join(' or ');
  if (schema.allOf) return children(schema.allOf).map(typeText).join(' with ');
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return [...new Set(children(choices).map(typeText))].join(' or ');
  if (Array.isArray(schema.type))
    return (schema.type as string[]).map((type) => typeText({ type } as JsonSchema)).join(' or ');
  switch (schema.type) {
    case 'array':
      return `list of ${schema.items ? typeText(child(schema.items)) : 'anything'}${countText(schema)}`;
    case 'object':
      return schema.properties ? 'object' : mapText(schema);
    case 'string':
      return `text${lengthText(schema)}`;
    case 'integer':
    case 'number':
      return `${schema.type === 'integer' ? 'whole number' : 'number'}${rangeText(schema)}`;
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    default:
      return 'anything';
  }
}

function mapText(schema: JsonSchema): string {
  const { additionalProperties: values } = schema;
  if (!values || typeof values !== 'object' || Object.keys(values).length === 0) return 'object';
  return `map of ${typeText(child(values))}`;
}

function countText({ minItems, maxItems }: JsonSchema): string {
  if (maxItems !== undefined) return `, at most ${maxItems}`;
  return minItems === undefined ? '' : `, at least ${minItems}`;
}

const lengthText = ({ maxLength }: JsonSchema): string =>
  maxLength === undefined ? '' : ` of at most ${maxLength} characters`;

/** Bounds that every number of the platform has say nothing. */
function rangeText({ minimum, maximum }: JsonSchema): string {
  const most = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const least = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? undefined : minimum;
  if (least !== undefined && most !== undefined) return `, ${least} to ${most}`;
  if (least !== undefined) return ` ≥ ${least}`;
  return most === undefined ? '' : ` ≤ ${most}`;
}
