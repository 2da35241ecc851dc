import type { ClientTool } from '@cascade/contracts';

/** Words that name no thing: every second function has them in its name or description. */
const generic = new Set(
  `a an the this that these those and or of to in on at by for from with into as is are be it its do does done get gets
  fetch fetches retrieve retrieves lookup look find finds search searches query show shows list lists check checks read
  return returns tell give gives given make makes run runs call calls use used using handle tool function api service
  status information info data details value result current new user users their your my me i you we us our please want wants need
  needs when which what who how where specified certain any all some one can will would should if not`.split(/\s+/),
);

/** What people say for what functions are called, in both directions. */
const families: readonly (readonly string[])[] = [
  [
    'weather',
    'forecast',
    'temperature',
    'cold',
    'warm',
    'hot',
    'rain',
    'raining',
    'snow',
    'snowing',
    'sunny',
    'cloudy',
    'windy',
    'umbrella',
  ],
  ['light', 'lamp', 'lighting'],
  ['music', 'song', 'track', 'album', 'playlist'],
  ['order', 'package', 'parcel', 'delivery', 'shipment'],
  ['calendar', 'meeting', 'appointment', 'schedule', 'event'],
  ['mail', 'email', 'message'],
  ['price', 'cost', 'rate'],
  ['news', 'headline'],
  ['thermostat', 'heating', 'temperature', 'cold', 'warm', 'hot'],
  ['move', 'go', 'drive'],
  ['reminder', 'remind'],
  ['reserve', 'reservation', 'book', 'booking', 'table'],
  ['balance', 'account'],
  ['buy', 'purchase', 'order'],
  ['cancel', 'cancellation'],
  ['turn', 'switch'],
  ['transfer', 'connect'],
];

/** English inflection off, as far as matching needs it: "lights" and "light", "ordering" and "order". */
export function stem(word: string): string {
  if (word.length > 5 && word.endsWith('ing')) return undoubled(word.slice(0, -3));
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 4 && word.endsWith('ed')) return undoubled(word.slice(0, -2));
  if (word.length > 3 && word.endsWith('s') && !word.endsWith('ss')) return undoubled(word.slice(0, -1));
  return undoubled(word);
}

/** "book" keeps its vowels; "stopp" loses a letter, and a silent e goes: "schedule", "scheduling". */
const undoubled = (word: string): string => word.replace(/([bdgmnprt])\1$/, '$1').replace(/(?<=[a-z]{3})e$/, '');

/** "getOrderStatus", "get_order_status" and "order status" are the same words. */
export const wordsOf = (text: string): string[] =>
  text
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

export interface Parameter {
  readonly name: string;
  readonly description: string;
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'other';
  readonly choices: readonly string[];
  readonly required: boolean;
}

/** What an utterance is matched with: stems, generic words left out. */
export interface ToolVocabulary {
  readonly tool: ClientTool;
  /** Of the name, in its order; the last is mostly the thing itself. */
  readonly nameStems: readonly string[];
  /** Of the description and the parameters, without those of the name. */
  readonly otherStems: ReadonlySet<string>;
  readonly parameters: readonly Parameter[];
}

export function vocabularyOf(tool: ClientTool): ToolVocabulary {
  const parameters = parametersOf(tool.parameters);
  const nameStems = contentStems(tool.name);
  const otherText = [tool.description ?? '', ...parameters.flatMap(({ name, description }) => [name, description])];
  const otherStems = new Set(contentStems(otherText.join(' ')).filter((word) => !nameStems.includes(word)));
  return { tool, nameStems, otherStems, parameters };
}

export const contentStems = (text: string): string[] => [
  ...new Set(
    wordsOf(text)
      .filter((word) => !generic.has(word) && word.length > 1)
      .map(stem),
  ),
];

const stemmedFamilies = families.map((family) => new Set(family.map(stem)));

/** True where a word stands for another: the same stem, or the same family of everyday words. */
export const means = (said: string, named: string): boolean =>
  said === named || stemmedFamilies.some((family) => family.has(said) && family.has(named));

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

/** The top level of a JSON schema; what lies deeper cannot be filled from one sentence. */
function parametersOf(schema: ClientTool['parameters']): Parameter[] {
  const { properties, required } = record(schema);
  const names = Array.isArray(required) ? required : [];
  return Object.entries(record(properties)).map(([name, value]) => {
    const { type, description, enum: choices } = record(value);
    const kinds = (Array.isArray(type) ? type : [type]).filter((kind) => kind !== 'null');
    const kind = (['string', 'number', 'integer', 'boolean', 'array'] as const).find((known) => known === kinds[0]);
    return {
      name,
      description: typeof description === 'string' ? description : '',
      type: kind ?? (Array.isArray(choices) || type === undefined ? 'string' : 'other'),
      choices: Array.isArray(choices) ? choices.filter((choice) => typeof choice === 'string') : [],
      required: names.includes(name),
    };
  });
}
