import { answer, type Skill } from '../skill.ts';

interface Topic {
  readonly topic: string;
  readonly patterns: readonly RegExp[];
  readonly reply: string;
}

const precipitation =
  '(?:rain(?:ing|y)?|snow(?:ing|y)?|storm(?:y|ing)?|thunder(?:storm)?s?|hail(?:ing)?|drizzl(?:e|ing)|sleet)';
const conditions =
  '(?:sunny|cloudy|windy|humid|hot|cold|warm|chilly|freezing|foggy|nice|dry|wet|clear|overcast|below freezing)';
const clothing = '(?:umbrella|rain ?coat|coat|jacket|sunscreen|sunglasses|boots|sweater|gloves|hat|scarf)';
const money =
  '(?:us |american |canadian |australian |british )?(?:dollars?|euros?|pounds|yen|rupees|pesos|francs|yuan)';
const contest =
  '(?:game|match|cup|league|championship|series|bowl|race|fight|tournament|finals?|last night|tonight|today|yesterday|grand prix|title|derby|playoffs?)';

/** What changes by the hour, or has to be looked up somewhere: a model would invent it. First match wins. */
const topics: readonly Topic[] = [
  {
    topic: 'weather',
    patterns: [
      /\b(?:weather|forecast|humidity|wind ?chill|uv index|pollen(?: count)?|air quality)\b/,
      /\bwhether (?:like|in|for|today|tomorrow|forecast|report|going to be)\b/,
      new RegExp(
        `^(?:will|is|does|did|was|has|do|are|going|when|any|how much|what)\\b.*\\b(?:it|there|we|they|chances?|going|of)\\b.*\\b${precipitation}\\b`,
      ),
      new RegExp(`^(?:any |the )?(?:chances? of )?${precipitation}(?: today| tomorrow| tonight| this weekend)$`),
      new RegExp(
        `^(?:will|is|was) (?:it|today|tomorrow|tonight|the weekend|this weekend)\\b.*\\b${conditions}\\b(?! blooded)(?!.*\\b(?:mars|moon|venus|jupiter|saturn|pluto|mercury|space|sun)\\b)`,
      ),
      /^how (?:hot|cold|warm|windy|humid|chilly) (?:is|will|was) (?:it|the weather|today|tomorrow|tonight|outside)\b/,
      new RegExp(`^(?:do|will|should|would) (?:i|we) (?:need|take|bring|wear|have)\\b.*\\b${clothing}\\b`),
      /^(?:what is|what|how (?:high|low) is|tell me|check|what will)(?: the| be| is| current| todays| today s)* temperature(?: like| be| is it| is)*(?: outside| outdoors| today| right now| tomorrow| tonight| now| there| (?:in|for|at) (?!(?:the|my|our) ).*)?$/,
      /^what is (?:the|today s|tomorrow s) (?:high|low)(?: temperature)?(?: (?:for|today|tomorrow|tonight)\b.*)?$/,
      /\b(?:when|what time) (?:is|does|will)\b.*\b(?:sunrise|sunset|the sun (?:rise|set|go down|come up))\b/,
    ],
    reply: "Sorry, I can't look up the weather.",
  },
  {
    topic: 'news',
    patterns: [
      /\b(?:news|headlines?|current events)\b/,
      /^what (?:is|has been) (?:happening|going on) (?:in|around)(?: \w+){1,3}(?: today| tonight| this weekend)?$/,
      /^what happened (?:today|yesterday|last night|in the world)\b/,
    ],
    reply: "Sorry, I can't look up the news.",
  },
  {
    topic: 'traffic',
    patterns: [
      /\btraffic\b(?! lights?)/,
      /^how (?:long|much time)\b.*\b(?:drive|commute|get|walk|travel|take)\b.*\b(?:home|work|airport|downtown|office|school|station|from here|by (?:car|bus|train))\b/,
      /\b(?:when|what time) (?:is|does|will)\b.*\b(?:bus|train|subway|tram|ferry|metro)\b/,
      /\b(?:bus|train|subway|tram|ferry) (?:schedule|timetable|times)\b/,
      /^(?:when is |what is )?(?:the |my )?next (?:bus|train|tram|subway|ferry|metro)\b/,
    ],
    reply: "Sorry, I can't look up traffic or timetables.",
  },
  {
    topic: 'flights',
    patterns: [
      /\bflights?\b.*\b(?:status|on time|delayed|leave|leaves|arrive|arrives|land|lands|from|to|cheap|cheapest|price)\b/,
      /\b(?:status|delayed|cheapest|find|when|show|search)\b.*\bflights?\b/,
    ],
    reply: "Sorry, I can't look up flights.",
  },
  {
    topic: 'markets',
    patterns: [
      /\b(?:stock (?:price|market|exchange)s?|stocks|share price|shares of|dow jones|nasdaq|bitcoin|ethereum|crypto|exchange rate|mortgage rates?|gas prices?|price of (?:gold|oil|gas|bitcoin|silver|a barrel))\b/,
      /\bmarkets? (?:do|doing|up|down|open|close|closed)\b/,
      /\bstock (?:doing|trading|at|worth)\b|^(?:how is|what is|how are) .+ (?:stock|shares)\b/,
      new RegExp(`\\b${money}\\b.*\\b(?:in|to|into|is|worth)\\b.*\\b${money}\\b`),
    ],
    reply: "Sorry, I can't look up prices or markets.",
  },
  {
    topic: 'sports',
    patterns: [
      new RegExp(
        `\\bwho (?:won|is winning|lost|is playing|plays|is going to win|will win)\\b(?!.*\\b1[89]\\d\\d\\b).*\\b${contest}\\b`,
      ),
      /^(?:did|have|are) (?:the )?\w+(?: \w+)? (?:win|won|lose|lost|winning|losing)(?: .*\b(?:game|match|last night|today|yesterday|tonight))?$/,
      /^(?:what|how|tell|give|check|show)\b.*\b(?:score|scores|standings|game results?|match results?)\b(?! (?:of|on) (?:my|the) test)/,
      /^when (?:do|does|is|are) (?:the )?.+ (?:play|playing|game|match)(?: next| tonight| today| tomorrow)?$/,
    ],
    reply: "Sorry, I can't look up sports results.",
  },
  {
    topic: 'places',
    patterns: [
      /\b(?:near me|near by|nearby|near here|around here|close by|closest|nearest|in (?:my|this) (?:area|neighborhood)|in walking distance|close to me)\b/,
      /\b(?:when|what time|how late) (?:does|do|is|are|will)\b.*\b(?:open|opens|close|closes|opening|closing|closed)\b/,
      /^(?:is|are) .+ (?:still |already )?open(?: today| now| right now| tomorrow| on \w+| late)$/,
      /^(?:is|are) (?:the )?.*\b(?:office|store|shop|bank|mall|library|pharmacy|restaurant|museum|gym|supermarket|cafe|school|zoo) open$/,
      /\b(?:opening|business|store) hours\b/,
      /^how (?:do|can|would|should) (?:i|we|you) get (?:to|from|home)\b.*\b(?:from (?:here|home|work|my)|by (?:car|bus|train|foot)|airport|station|downtown|museum|hospital|highway|nearest|street|avenue)\b/,
      /^where (?:can|could|should) (?:i|we) (?:get|buy|find|eat|go|park)\b/,
      /\b(?:movies?|films?|shows?|concerts?|events?)\b.*\b(?:playing|showing|happening|on)\b.*\b(?:tonight|today|tomorrow|weekend|cinema|theater|theatre|town|now)\b/,
      /^(?:where (?:am i|are we)|what is (?:my|our) (?:current )?(?:location|address)|what (?:city|town|country|place|street) (?:am i|are we|is this)\b.*)$/,
    ],
    reply: "Sorry, I can't look up places.",
  },
  {
    topic: 'online',
    patterns: [
      /^(?:what|who) (?:is|are) (?:the )?(?:latest|newest|most recent|trending)\b/,
      /\b(?:trending|lottery (?:numbers|results)|box office)\b/,
    ],
    reply: "Sorry, I can't look things up online.",
  },
];

/** What the documents of a business may say: when it is open, where it is, what it costs. */
const documented: ReadonlySet<string> = new Set(['places', 'markets', 'online']);

/** A word is asked about, not the world. */
const asksMeaning = /^what does .+ mean$|^(?:what is|what are|what was) (?:an? .+|the stock (?:market|exchange))$/;

const asksFor =
  /^(?:tell|give|show|check|get|look|read|find|search|latest|today|todays|any|update|report|i (?:need|want)|how about|what about)\b/;

/** Questions whose answer must be looked up: an honest no instead of an invention. */
export const liveDataSkill: Skill = {
  name: 'live-data',
  match({ text, question }, { refuseCommands, abilities }) {
    const words = text.split(' ').length;
    // A statement that speaks of the weather does not ask for it.
    const eligible = question ? words <= 30 : words <= 4 || (words <= 14 && asksFor.test(text));
    if (!refuseCommands || !eligible || asksMeaning.test(text)) return undefined;
    const found = topics.find(({ patterns }) => patterns.some((pattern) => pattern.test(text)));
    if (found && documented.has(found.topic) && abilities?.includes('documents')) return undefined;
    return found && answer('live-data', question ? 0.8 : 0.7, found.reply, { topic: found.topic });
  },
};
