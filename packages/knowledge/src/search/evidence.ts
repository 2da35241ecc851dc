import { wordsOf } from '../text/words.ts';

/** What an answer to a question has to have in it, as far as the form of the question tells. */
export type Evidence =
  | 'price'
  | 'quantity'
  | 'duration'
  | 'time'
  | 'person'
  | 'place'
  | 'phone'
  | 'loudness'
  | 'weight'
  | 'power'
  | 'size'
  | 'temperature'
  | 'procedure'
  | 'open';

/** The first that fits counts. */
const asked: readonly (readonly [RegExp, Evidence])[] = [
  [
    /\b(?:phone|telephone) number\b|\bwhat(?:'s| is) the number\b|\bnumber (?:of|for) the\b.*\b(?:line|branch|desk)\b/,
    'phone',
  ],
  [/\bhow (?:loud|noisy|quiet)\b|\bdecibels?\b/, 'loudness'],
  [/\bhow heavy\b|\bhow much does .* weigh\b|\bweigh/, 'weight'],
  [/\bhow (?:strong|powerful)\b|\bkilowatts?\b/, 'power'],
  [/\bhow (?:big|large|tall|wide|high|deep)\b|\bsquare feet\b|\bhow far\b/, 'size'],
  [/\bhow (?:hot|cold|warm)\b|\btemperature\b/, 'temperature'],
  [/\bhow long\b|\bhow old\b|\bhow (?:soon|quickly|fast)\b|\bhow often\b/, 'duration'],
  [/\bhow many (?:days|weeks|months|years|hours|minutes)\b/, 'duration'],
  [/\b(?:when|until when|what time|which days?|what days?|what date|since when|how late|how early)\b/, 'time'],
  [/\bhow much\b.*\b(?:fits?|fit|holds?|hold|contains?|water|air|space)\b/, 'quantity'],
  [
    /\bhow much\b|\bprice\b|\bcosts?\b|\bwhat (?:do|would|will) (?:i|we|you) (?:pay|charge)\b|\bfee\b|\bwhat .* charge/,
    'price',
  ],
  [/\bhow many\b|\bwhat percentage\b|\bmargin\b|\binterest\b|\bdiscount\b/, 'quantity'],
  [/\bwho(?:'s|se|m)?\b/, 'person'],
  [/\bwhere\b|\bwhat(?:'s| is) the address\b/, 'place'],
  [
    /\bhow (?:do|can|should|would) (?:i|we|you|one)\b|\bwhat (?:should|do|can) (?:i|we) (?:do|check|bring|have|need)\b/,
    'procedure',
  ],
];

const timeWord =
  /\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may|june|july|august|september|october|november|december|noon|midnight|morning|afternoon|evening|o'clock|half past|every day|always|any time|year round)\b|\b(?:19|20)\d\d\b|\b(?:at|until|till|from|by|before|after) (?:\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)/i;
const duration =
  /\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|fortnight|yearly|monthly|weekly|daily|once|twice)\b/i;
const someNumber = (text: string) =>
  wordsOf(text).some(({ norm }) => /\d/.test(norm)) || /\b(?:half|quarter|dozen|no|none)\b/i.test(text);
const personName =
  /(?<=\S )\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+|^\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+ (?:is|runs|leads|looks|was|has|founded)/u;
const placeName =
  /\b(?:in|at|on) (?:the )?(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|December|Christmas|Easter|Thanksgiving)\p{Lu}\p{Ll}+/u;

const tests: Readonly<Record<Evidence, (sentence: string) => boolean>> = {
  price: (text) =>
    /\b(?:dollars?|cents?|euros?|pounds? sterling|percent|free|nothing|no charge|not charged)\b|[$€£%]/i.test(text),
  quantity: someNumber,
  duration: (text) => duration.test(text),
  time: (text) => timeWord.test(text),
  person: (text) => personName.test(text) || /\b(?:manager|technician|director|the firm)\b/i.test(text),
  place: (text) =>
    /\b(?:street|road|lane|square|avenue|address|behind|next to|opposite|corner)\b/i.test(text) || placeName.test(text),
  phone: (text) => /\d{3}[ -]?\d{3,4}/.test(text),
  loudness: (text) => /\b(?:decibels?|quiet|loud|noise|silent|whisper)/i.test(text),
  weight: (text) => /\b(?:pounds?|ounces?|kilograms?|kilos?|tons?)\b/i.test(text),
  power: (text) => /\b(?:kilowatts?|watts?|horsepower)\b/i.test(text),
  size: (text) =>
    /\b(?:feet|foot|inch(?:es)?|yards?|miles?|met(?:er|re)s?|square|cubic|gallons?|lit(?:er|re)s?)\b/i.test(text),
  temperature: (text) => /\bdegrees?\b/i.test(text),
  procedure: (text) => imperative(text),
  open: () => true,
};

/** What the form of a question asks for. */
export function evidenceAskedFor(question: string): Evidence {
  const text = question.toLowerCase();
  return asked.find(([pattern]) => pattern.test(text))?.[1] ?? 'open';
}

/** What is stated in its own words only: a price without an amount is no price. */
const stated: ReadonlySet<Evidence> = new Set([
  'price',
  'phone',
  'loudness',
  'weight',
  'power',
  'temperature',
  'duration',
]);

export const isStated = (evidence: Evidence): boolean => stated.has(evidence);

export const hasEvidence = (sentence: string, evidence: Evidence): boolean => tests[evidence](sentence);

const instructive = new Set(
  `switch press hold turn pull push open close take put set check clean wash wipe rinse remove lift slide fill drain call
  write bring choose enter scan sign go wait unplug plug keep use report send fetch tap select order ask tell move start stop
  leave let make get change replace connect download log click type visit book first then`
    .trim()
    .split(/\s+/),
);

/** Tells somebody to do something: begins with the verb, or says what somebody has to do or to have. */
function imperative(text: string): boolean {
  const first =
    text.match(/^(?:(?:then|next|please) |to [^,]*, |(?:if|when) [^,]*, )?(\p{L}+)/iu)?.[1]?.toLowerCase() ?? '';
  return instructive.has(first) || /\byou (?:need|must|have to|should|sign|get)\b|\bwith your\b/i.test(text);
}
