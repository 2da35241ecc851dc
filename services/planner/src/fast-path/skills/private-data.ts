import { answer, type Skill } from '../skill.ts';

/** Things in a home that have a state, and rooms that have a temperature. */
const device =
  '(?:lights?|lamps?|tv|television|radio|stereo|music|speakers?|fan|heater|heating|heat|air conditioning|air conditioner|ac|a c|thermostat|ecobee|nest|oven|stove|kettle|fridge|freezer|dishwasher|washing machine|washer|dryer|microwave|coffee (?:maker|machine|pot)|vacuum|roomba|robot|sprinklers?|garage(?: door)?|doors?|windows?|gate|lock|locks|blinds?|curtains?|shades?|shutters?|camera|cameras|alarm system|security system|sensor|doorbell|printer|car|phone|battery|wi ?fi|internet|plug|outlet|switch)';
const state =
  '(?:on|off|open|opened|closed|locked|unlocked|running|armed|disarmed|playing|charged|charging|plugged in|finished|done|ready|working|connected|shut|left on|muted|full|empty)';

interface Kind {
  readonly kind: string;
  readonly patterns: readonly RegExp[];
  readonly reply: string;
}

const kinds: readonly Kind[] = [
  {
    kind: 'home',
    patterns: [
      new RegExp(
        `^(?:is|are|was|were|did (?:i|we|you|someone|anyone)|have (?:i|we)|has)\\b.*\\b${device}\\b.*\\b${state}\\b`,
      ),
      new RegExp(`^(?:is|are) (?:any|some|all|both) (?:of )?(?:the |my )?.*\\b${device}\\b`),
      new RegExp(
        `^did (?:i|we|you|someone|anyone) (?:leave|forget|lock|close|shut|turn|open|switch|unplug)\\b.*\\b${device}\\b`,
      ),
      new RegExp(`^(?:what|which|how many|are there any) .*\\b${device}\\b.*\\b(?:is|are) ${state}\\b`),
      new RegExp(`^what is the (?:status|state|level|setting|battery) (?:of|on|for|in) .*\\b${device}\\b`),
      /^(?:what is|what|how (?:warm|cold|hot)|tell me|check)(?: the| is)* (?:current )?(?:temperature|humidity|heat|thermostat|it)?(?: set)?(?: is)? ?(?:of|in|at|inside|on)(?: the| my| our)? ?(?:.*\b(?:room|house|home|bedroom|kitchen|office|basement|attic|garage|fridge|freezer|oven|hallway|upstairs|downstairs|inside|thermostat|ecobee|nest|pool|sensor)\b).*$/,
      // "The temperature of the E cubby": a device by a name that nobody knows.
      /^what is the (?:temperature|humidity) (?:of|on) the (?!sun\b|moon\b|earth\b|ocean\b|sea\b|human\b|core\b|surface\b).+$/,
      /^how much (?:battery|charge|power|energy|electricity)\b.*\b(?:left|have|use|used|using|remaining|is|did)\b/,
      /^(?:is|are) (?:anyone|anybody|someone|somebody|there (?:anyone|someone|anybody)) (?:at (?:the|my) (?:\w+ )?door|at home|home|in the \w+|outside)\b/,
      /^who is (?:at|knocking (?:at|on)) (?:the|my)(?: front)? door$/,
    ],
    reply: "Sorry, I can't check devices in your home.",
  },
  {
    kind: 'media',
    patterns: [
      /^(?:what|which|who) (?:song|track|music|tune|movie|film|show|artist|singer|band) (?:is|was) (?:this|that|it|playing|on)\b/,
      /^what is (?:playing|this song|that song|the name of (?:this|that) (?:song|tune|track)|on (?:the )?(?:tv|television|radio))\b/,
      /^(?:who|what band) (?:sings|is singing|plays|made) (?:this|that)\b/,
    ],
    reply: "Sorry, I can't tell what is playing.",
  },
  {
    kind: 'personal',
    patterns: [
      /\b(?:my|our)\b.*\b(?:calendar|schedule|agenda|appointments?|meetings?|emails?|inbox|mail|messages?|texts?|voicemails?|shopping list|grocery list|to ?do(?: list)?|lists?|notes?|contacts?|photos?|steps|heart rate|bank|balance|account|order|package|delivery|subscription|bills?|playlists?|missed calls?|notifications?)\b/,
      /^(?:do|did|have|are|is) (?:i|we|there|you)\b.*\b(?:appointments?|meetings?|emails?|messages?|texts?|mail|voicemails?|plans?|events?|missed calls?|notifications?)\b/,
      /^(?:when|what|where|who|which) (?:is|are|do|did|time is|time does|was|will|have)\b.*\b(?:appointments?|meetings?|my (?:next|last|first)|on my (?:list|calendar|schedule))\b/,
      /^what (?:do i have|have i got|am i doing|are we doing|is (?:on|planned|scheduled))\b.*\b(?:today|tomorrow|tonight|calendar|schedule|weekend|week|monday|tuesday|wednesday|thursday|friday|saturday|sunday|list)\b/,
      /^(?:is|are|when|has|have|did|where|how) .*\bmy (?:\w+ ){0,2}(?:on (?:the|its) way|arrived?|arriving|coming|here|ready|shipped|delivered|go through|get here)\b/,
      /^(?:do|did|have|are|is) (?:i|we|there)\b.*\b(?:scheduled|planned|booked)\b/,
      /^(?:has|did|is|have) .*\b(?:emailed|texted|messaged|called|replied|written|email|text|message|call|calling) (?:me|us|back)\b/,
      /^(?:any|are there any|do i have|have i got) (?:\w+ )?(?:messages?|emails?|mail|texts?|calls?|voicemails?|notifications?)\b/,
      /^what is .*\b(?:phone number|email address|home address|number)$/,
      /\b(?:until|till|to|is) my (?:\w+ )?(?:birthday|anniversary|wedding|vacation|trip|flight)\b/,
      /^how (?:many|far|long|much) .*\b(?:have|did) i (?:\w+ )?(?:walk|walked|run|ran|sleep|slept|burn|burned|spend|spent)\b/,
      /^who (?:is|was|just) (?:calling|texting|that|called|texted|emailed)(?: me)?$/,
      /^where (?:is|are|did i (?:put|leave|park)) my\b/,
      /^(?:what is|who is) my (?:phone number|number|address|password|email|email address)$/,
      /^(?:when is|how old is) my\b/,
    ],
    reply: "Sorry, I don't have access to that.",
  },
];

/** What documents of a business may say something about. */
const ofBusiness =
  /\b(?:orders?|packages?|delivery|accounts?|subscriptions?|bills?)\b|^what is (?:the|your|their) (?:phone number|email address|address|number)\b/;

/** Questions about the user's home and own data, which nothing here can see. */
export const privateDataSkill: Skill = {
  name: 'private-data',
  match({ text, question }, { refuseCommands, abilities }) {
    if (!refuseCommands || !(question || /^any\b/.test(text)) || text.split(' ').length > 20) return undefined;
    if (abilities?.includes('documents') && ofBusiness.test(text)) return undefined;
    const found = kinds.find(({ patterns }) => patterns.some((pattern) => pattern.test(text)));
    return found && answer('private-data', 0.75, found.reply, { kind: found.kind });
  },
};
