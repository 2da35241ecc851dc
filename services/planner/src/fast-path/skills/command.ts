import nlp from 'compromise';
import { type CommandKind, commandReplies, commandRules, orderWords, wordsOnly } from '../command-rules.ts';
import { answer, type Skill, type SkillMatch } from '../skill.ts';

/** "I'd like a …", "can I get …", "give me …": what is wanted stands in the first group. */
const wants = [
  /^(?:(?:can|could|may|might) (?:i|we) (?:please )?(?:just )?(?:get|have|order|grab|do)|(?:get|give|bring|make|fetch|hand|grab|pass|fix|pour|buy|order|deliver|find|send)(?: (?:me|us))|let (?:me|us) (?:get|have)|i will (?:have|take|get)|i am going to (?:have|get)|order (?:me|us))(?: (.+))?$/,
  /^(?:i|we) (?:would (?:like|love)|feel like|am (?:in the mood for|craving))(?: to (?:order|get|have|buy))? (?!to\b|it\b|that\b|this\b|if\b|you\b)(.+)$/,
];
/** "I want a …" may also be a confession: it needs something that can be ordered. */
const longs = /^(?:i|we) (?:want|need|could use)(?: to (?:order|get|have|buy))? (?!to\b)(.+)$/;

/** What a language model may give. */
const words =
  /^(?:(?:an?|the|some|any|your|another|1|\d+|me|my|more|good|quick|short|little|bit of|brief|an? (?:good|quick|short|little|brief|simple|random|funny|different|new|nice|great))\s+)*(?:(?:\w+ ){0,2})(?:answers?|advice|information|info|help|questions?|name|names|definitions?|examples?|recipes?|hints?|ideas?|facts?|jokes?|story|stories|riddles?|quotes?|tips?|moment|minutes?|seconds?|sec|break|summary|explanations?|synonyms?|opinions?|poems?|suggestions?|recommendations?|words?|reasons?|chance|hand|details?|overview|compliment|advise|list of|history|meaning|difference|pun|haiku|limerick|a way|rundown|lowdown|understanding|sentence|translation|lesson|some time|hard time|hug|five)\b/;
/** Nobody says only this unless to have it. */
const drink =
  /\b(?:coffees?|lattes?|mochas?|cappuccinos?|espressos?|americanos?|macchiatos?|teas?|beers?|cokes?|smoothies?|cocktails?|burgers?|cheeseburgers?|pizzas?)(?=$| (?:and|with|without|no|extra|to go)\b)/;
const rides = /\b(?:uber|taxi|cab|lyft|ride|directions)\b/;
const bookings = /\b(?:reservations?|bookings?|appointments?|tickets?|hotels?|rooms?|table|flights?)\b/;
const songs = /\b(?:music|songs?|playlist|movie|radio|podcast|video)\b/;
const devices = /\b(?:lights?|lamps?|tv|heat|heating|fan|thermostat)\b/;

/** A verb as a noun at the head of a statement: "order is …", "play of light", "light travels". */
const statement =
  /^(?!(?:turn|switch|shut) of\b)\w+ (?:is|are|was|were|has|had|have|will|would|can|could|did|does|do(?! not)|may|might|must|should|shall|than|of|he|she|they|it was|it is|we|i|which|who)\b/;
const nounFirst =
  /^(?:water|dust|light|heat|time|fruit|plant|cook|park|hand|wave|dance|paint|iron|play|work|love|book|order|land|rain|snow|fire|sound|power|change|study|research|fish|dust|rock|set) \w+(?<!s)s \w/;
/** "Open water swimming is hard": a verb of its own, with no word in front that would make it a subordinate clause. */
const hasOwnVerb =
  /^(?!.*\b(?:that|if|whether|when|what|who|which|where|how|because|while|until|there|and|but|so)\b.*\b(?:is|are|was|were)\b).*\b(?:is|are|was|were)\b/;
const quantity = /^(?:an?|1|2|3|4|5|6|some|another|the) (?:\w+ ){0,5}\w+$/;
const finite = /\b(?:is|are|was|were|has|had|have|will|would|did|does|do|said|went|came|could|should|may|might)\b/;

const isStatement = (text: string) => statement.test(text) || nounFirst.test(text) || hasOwnVerb.test(text);

const refuse = (kind: CommandKind, confidence: number): SkillMatch =>
  answer('command', confidence, commandReplies[kind], { kind });

/** Where there are lists, a sentence about one was only not understood. */
const listUnclear = "Sorry, I didn't get that. Say, for example: add milk to my shopping list, or: take a note.";

/** Which kind of wish a thing is, when somebody wants it. */
function kindOfThing(thing: string): CommandKind | undefined {
  if (rides.test(thing)) return 'travel';
  if (songs.test(thing)) return 'media';
  if (thing.match(orderWords)) return 'order';
  if (bookings.test(thing)) return 'booking';
  return devices.test(thing) ? 'device' : undefined;
}

/** What is wanted, when somebody wants something. */
const wishIn = (text: string) =>
  [...wants, longs].map((pattern) => pattern.exec(text)?.[1]).find((thing) => thing !== undefined);

const mayI = /^(?:can|could|may) (?:i|we)\b/;

/** @param hasDocuments "can I get my money back" may be asked of them */
function matchWish(text: string, requested: boolean, hasDocuments: boolean): SkillMatch | undefined {
  const thing = wishIn(text);
  if (thing !== undefined) {
    const kind = kindOfThing(thing);
    if (kind) return refuse(kind, 0.65);
    if (hasDocuments && mayI.test(text)) return undefined;
    if (!longs.test(text)) return refuse('order', 0.65);
  }
  if (wordsOnly.test(text) || /^(?:how|what|why|who|when|where|which)\b/.test(text)) return undefined;
  // "Single shot light roast coffee with skim milk": no verb, but nothing else can be meant.
  const count = new Set(text.match(orderWords)).size;
  const length = text.split(' ').length;
  const quantified = requested || quantity.test(text);
  // "One cheeseburger, no onions", "no pickles, please".
  const sure =
    count >= 2 || (quantified && drink.test(text)) || (requested && /^(?:no|extra) \w+(?: \w+)?$/.test(text));
  return sure && length <= Math.min(24, 8 * Math.max(1, count)) && !finite.test(text)
    ? refuse('order', 0.6)
    : undefined;
}

/** "turning" → "turn", "closing" → "close", "dimming" → "dim". */
function withoutGerund(text: string): readonly string[] {
  const found = /^(\w{2,})ing\b(.*)$/.exec(text);
  if (!found) return [text];
  const [, stem = '', rest = ''] = found;
  return [`${stem}${rest}`, `${stem}e${rest}`, `${stem.replace(/(\w)\1$/, '$1')}${rest}`];
}

/** Grammar's opinion, for verbs on no list: a bare verb in front that is no noun of a statement. */
function looksImperative(text: string): boolean {
  const [sentence] = nlp(text).json() as { terms: { tags: readonly string[] }[] }[];
  const tags = sentence?.terms[0]?.tags ?? [];
  const followed = sentence?.terms[1]?.tags ?? [];
  if (!tags.includes('Infinitive') && !tags.includes('Imperative')) return false;
  return !followed.includes('Verb') && !followed.includes('Copula') && !followed.includes('Auxiliary');
}

const refusals: readonly string[] = Object.values(commandReplies);
/** Said when the user goes on about what was refused: "book a room" … "for two people". */
const stillRefused = "Sorry, I still can't do that.";
const goesOn = (text: string, lastReply: string | undefined) =>
  lastReply !== undefined &&
  (refusals.includes(lastReply) || lastReply === stillRefused) &&
  text.split(' ').length <= 4 &&
  !finite.test(text);

/** A command that nothing here can carry out gets a plain "I can't", said by kind, never chatter. */
export const commandSkill: Skill = {
  name: 'command',
  match({ text, requested, question, raw }, { refuseCommands, lastReply, abilities }) {
    if (!refuseCommands || text === '' || text.split(' ').length > 30) return undefined;
    if (/^do not (?!you\b|i\b|we\b|they\b)\w+/.test(text) && !/\?\s*$/.test(raw))
      return answer('command', 0.6, 'Okay.', { kind: 'negated' });
    if (/^(?:what|how|who|when|where|which|why|whose|is|are|was|were|does|did|has|am)\b/.test(text)) return undefined;

    const wanted = wishIn(text);
    // A joke, a recipe, an example: a model may have one.
    if (wanted !== undefined && words.test(wanted)) return undefined;
    const wish = matchWish(text, requested, abilities?.includes('documents') === true);
    if (wish) return wish;
    if (!question && goesOn(text, lastReply)) return answer('command', 0.55, stillRefused, { kind: 'again' });
    for (const form of requested ? withoutGerund(text) : [text]) {
      if (!requested && isStatement(form)) continue;
      const rule = commandRules.find(({ pattern }) => pattern.test(form));
      if (rule?.kind === 'list' && abilities?.includes('lists'))
        return answer('command', 0.65, listUnclear, { kind: 'list-unclear' });
      if (rule) return refuse(rule.kind, requested ? 0.68 : 0.65);
    }
    if (wordsOnly.test(text) || (question && !requested) || text.split(' ').length < (requested ? 1 : 2))
      return undefined;
    if (isStatement(text)) return undefined;
    return looksImperative(text) ? refuse('other', requested ? 0.6 : 0.55) : undefined;
  },
};
