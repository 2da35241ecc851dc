/** What people tell an assistant to do that nothing here can do, by kind. Data for `skills/command.ts`. */

export interface CommandRule {
  readonly kind: CommandKind;
  /** Tried on the start of the normalized text, frames such as "could you please" taken off. */
  readonly pattern: RegExp;
}

export const commandReplies = {
  door: "Sorry, I can't open, close or lock doors and windows.",
  device: "Sorry, I can't control lights or other devices.",
  volume: "Sorry, I can't change the volume.",
  media: "Sorry, I can't play music or videos.",
  game: "Sorry, I can't play games.",
  order: "Sorry, I can't take orders.",
  shopping: "Sorry, I can't buy things.",
  message: "Sorry, I can't make calls or send messages.",
  list: "Sorry, I can't keep lists, notes or calendars.",
  booking: "Sorry, I can't make bookings.",
  travel: "Sorry, I can't give directions or call a ride.",
  app: "Sorry, I can't open apps or change settings.",
  search: "Sorry, I can't search for things.",
  show: "Sorry, I can't show or record things.",
  money: "Sorry, I can't handle money.",
  physical: "Sorry, I can't move or handle things.",
  sing: "Sorry, I can't sing.",
  rating: "Sorry, I can't rate things.",
  personal: "Sorry, I don't have access to that.",
  other: "Sorry, I can't do that.",
} as const;
export type CommandKind = keyof typeof commandReplies;

const appliance =
  '(?:lights?|lamps?|bulbs?|chandelier|led|tv|t v|television|telly|radio|stereo|fans?|heaters?|heating|heat|air conditioning|air conditioner|air con|ac|a c|thermostat|temperature|oven|stove|kettle|fridge|freezer|dishwasher|washing machine|washer|dryer|microwave|coffee (?:maker|machine|pot)|vacuum|vacuum cleaner|roomba|robot|sprinklers?|blinds?|curtains?|shades?|shutters?|cameras?|alarm system|security(?: system)?|computer|printer|projector|plugs?|outlets?|switch|switches|brightness|humidifier|furnace|boiler|fireplace|hot tub|pool|pump|siren|screen|monitor|devices?)';
const door = '(?:doors?|garage|gates?|windows?|locks?|car|trunk|safe|deadbolt)';
const music =
  '(?:music|songs?|tracks?|tunes?|albums?|playlists?|radio|podcasts?|audio ?books?|movies?|films?|videos?|episodes?|shows?|series|tv|television|netflix|spotify|youtube|pandora|itunes|jazz|rock|pop|classical|beatles|artist|band|station|concert|playback|media|stream)';
const recipient =
  '(?:my|mom|mum|mommy|dad|daddy|mother|father|grandma|grandpa|home|work|the (?:office|police|doctor|school|bank|hospital)|911|an? \\w+|him|her|them|\\w+)';

/** Drinks, food and their sizes: a few of them together are an order even where the verb was not understood. */
export const orderWords =
  /\b(?:coffees?|lattes?|mochas?|cappuccinos?|espressos?|americanos?|americana|macchiatos?|frappuccinos?|cortados?|flat white|cold brew|teas?|chai|hot chocolate|soy ?milk|almond milk|oat milk|skim milk|whole milk|milk|cream|sugar|sweetener|syrup|(?:single|double|triple|quad) shot|shots?|roast|decaf|iced|ounces?|drinks?|juice|lemonade|soda|cokes?|beers?|wines?|cocktails?|smoothies?|milkshakes?|pizzas?|burgers?|cheeseburgers?|hamburgers?|sandwich(?:es)?|fries|salads?|soups?|sushi|tacos?|burritos?|noodles|pasta|steak|chicken|bagels?|donuts?|doughnuts?|muffins?|croissants?|cookies?|cakes?|ice cream|meals?|snacks?|pepperoni|combo|large|medium|small|toppings?|drip|takeaway|takeout|take out food|food|breakfast|lunch|dinner)\b/g;

/** First match wins, so the special stands before the general. */
export const commandRules: readonly CommandRule[] = [
  {
    kind: 'list',
    pattern:
      /^(?:add|put|write|include|append|insert|place|remove|delete|take|cross|check|tick|erase|clear|scratch|strike)\b.*\b(?:to|on|onto|in|into|from|off|of) (?:my |the |our |a )?(?:\w+ ){0,2}(?:list|lists|calendar|schedule|agenda|notes?|diary|journal|planner|reminders)\b/,
  },
  {
    kind: 'list',
    pattern: /\b(?:to|on|from|off) (?:my|the|our) (?:shopping|grocery|groceries|to ?do|wish|task|packing) list$/,
  },
  {
    kind: 'list',
    pattern:
      /^(?:make|create|start|take|write|begin|new|open|leave|save|jot)\b(?: down| me)? ?(?:a |an |the |my |another |new )*(?:\w+ )?(?:note|notes|list|memo|event|calendar (?:event|entry)|entry|reminder|task|to ?do)\b/,
  },
  {
    kind: 'list',
    pattern:
      /^(?:note (?:down|that)|jot down|write (?:this|that|it) down|write down|take (?:this|that) down|remember (?:that|my|this|the)|do not let me forget|keep track of|schedule|reschedule|mark (?:my|the) calendar|cancel (?:my|the|our) (?:\w+ )?(?:meeting|appointment|event|reservation)|move (?:my|the|our) (?:\w+ )?(?:meeting|appointment|event)|clear my (?:calendar|schedule)|invite|rsvp|accept the|decline the|mark (?:that|this|the)|set (?:up )?(?:a|an|my|the) (?:\w+ )?(?:meeting|appointment|event|calendar|task))\b/,
  },
  { kind: 'shopping', pattern: /^(?:add|put)\b.*\b(?:to|in|into) (?:my |the )?(?:shopping )?(?:cart|basket|bag)\b/ },
  { kind: 'media', pattern: /^(?:add|put|save|remove)\b.*\b(?:to|on|in|into|from) (?:my |the |a )?.*\bplaylist\b/ },

  {
    kind: 'volume',
    pattern:
      /^(?:turn|crank|pump)(?: the| your| that)*(?: volume| sound| music| audio| speakers?| it| tv| radio)* (?:up|down)(?: the)? ?(?:volume|sound|music|audio|speaker|tv|radio)?(?: a (?:bit|little|lot)| to .*| by .*)?$/,
  },
  {
    kind: 'volume',
    pattern:
      /^(?:(?:set|raise|lower|increase|decrease|reduce|change|adjust|max|maximize|minimize|boost|drop|put|get|make)\b.*\b(?:volume|sound|audio|loudness)\b|volume\b|mute\b|unmute\b|(?:be |play |make it |speak |talk |turn it )?(?:a (?:bit|little) )?(?:much )?(?:louder|quieter|softer|slower|faster)(?: please)?$|(?:make|turn|play)\b.* (?:louder|quieter|softer|lower)$|(?:speak|talk) (?:up|more (?:slowly|quietly|loudly|clearly)|slowly|quietly|loudly|clearly)\b)/,
  },

  {
    kind: 'door',
    pattern: new RegExp(
      `^(?:open|close|shut|lock|unlock|un lock|bolt|secure|slam|crack|raise|lower|leave)\\b(?: up)?(?: (?:the|my|all|both|every|our|that|this|a|of))*(?: \\w+){0,2} ${door}\\b`,
    ),
  },
  {
    kind: 'door',
    pattern: /^(?:lock|unlock|lock up|unlock it|lock it)(?: up| everything| the house| the car| it| my \w+| the \w+)?$/,
  },

  {
    kind: 'device',
    pattern:
      /^(?:turn|turned|switch|switched|shut|power|put|click|flip|flick) (?:on|off|of|out|up|down|back on|back off|it (?:on|off)|(?:that|this|them|everything|all) (?:on|off))\b(?! (?:some|the) (?:music|radio station|song|jazz)\b)(?! \w+ (?:list|calendar)\b)/,
  },
  {
    kind: 'device',
    pattern:
      /^(?:turn|switch|shut|power|put|make|get|set|bring)\b(?!.*\b(?:timer|alarm)\b).* (?:on|off|up|down|brighter|dimmer|warmer|cooler|hotter|colder|darker)(?: please| in .*| to .*| by .*| at .*| for .*)?$/,
  },
  {
    kind: 'device',
    pattern: new RegExp(
      `^(?:dim|brighten|darken|light up|illuminate|lower|raise|increase|decrease|reduce|adjust|change|set|make|turn|bring|start|stop|run|activate|deactivate|enable|disable|toggle|arm|disarm|reset|restart|reboot|unplug|plug in|open|close|shut|draw|pull|program|boost|preheat|heat|cool|warm|switch|control|put|move|connect|disconnect|charge|kill|cut|fire up)\\b.*\\b${appliance}\\b`,
    ),
  },
  {
    kind: 'device',
    pattern: new RegExp(
      `^(?:(?:the|all|my|every) )?(?:\\w+ ){0,3}${appliance}(?: \\w+){0,3} (?:on|off|up|down|dim|bright)(?: (?:in|at|for|to|by) .*)?$`,
    ),
  },
  {
    kind: 'device',
    pattern:
      /^(?:dim|brighten|darken|illuminate|activate|deactivate|enable|disable|toggle|disarm|preheat|vacuum|unplug)\b(?: .+)?$/,
  },
  {
    kind: 'device',
    pattern:
      /^(?:make|turn) (?:it|the (?:room|house|place|\w+)) (?:a (?:bit|little) )?(?:warmer|cooler|hotter|colder|brighter|darker|lighter|red|blue|green)$|^(?:heat|cool|warm) (?:up|down|it|the)\b|^(?:hotter|warmer|cooler|colder|brighter|darker)$/,
  },

  {
    kind: 'game',
    pattern:
      /^(?:play|start|let us play)\b(?: (?:a|the|some|me|with|another|against|game|of|round))*.*\b(?:games?|chess|checkers|trivia|hangman|tic tac toe|poker|hide and seek|twenty questions|20 questions|rock paper scissors|cards|catch|football|soccer|tennis)\b/,
  },
  {
    kind: 'media',
    pattern: new RegExp(
      `^(?:play|pause|resume|skip|shuffle|stream|rewind|replay|repeat|loop|record|put on|turn on|stop|start|continue|listen to|watch|hear|cue|queue|like|dislike|fast forward|download|find|search|open|show|recommend|cast|change|switch|next|previous|unpause|stop playing|start playing|keep playing)\\b.*\\b${music}\\b`,
    ),
  },
  {
    kind: 'media',
    pattern:
      /^(?:play|shuffle|stream|rewind|replay|fast forward|listen to|put on|stop playing|queue up|skip|start playing)\b(?!.*\bon words\b)(?: .+)?$/,
  },
  { kind: 'media', pattern: /^(?:pause|resume|unpause|stop playing)$/ },
  { kind: 'message', pattern: /^(?:redial|hang up|call back)$/ },
  {
    kind: 'media',
    pattern:
      /^(?:next|previous|last|another|different)(?: 1| page| song| track| episode| chapter| video| station| channel| please)*$|^(?:go )?(?:back|forward|ahead) (?:a|1|\d+) (?:song|track|episode|chapter|seconds?|minutes?)$/,
  },
  {
    kind: 'media',
    pattern:
      /^(?:change|switch|flip) (?:the )?(?:channel|station)|^(?:channel|station) \d+|^(?:hear|listen to|watch)\b(?! (?:me|you|from|about|of|out|yourself)\b)/,
  },

  {
    kind: 'message',
    pattern: new RegExp(
      `^(?:call|phone|dial|ring|telephone|facetime|face time|skype|video call|redial|call back|ring up|text|message|email|e mail|whatsapp|page|voicemail|contact|notify|ping)\\b(?! (?:me|it|a (?:spade|day))\\b)(?: up)? ${recipient}`,
    ),
  },
  {
    kind: 'message',
    pattern:
      /^(?:send|write|compose|draft|forward|reply|respond|answer|post|tweet|share|publish|leave|mail|deliver|read|check|open|delete)\b(?!.*\b(?:this question|my question|a poem|a story|a song|an essay)\b).*\b(?:messages?|texts?|emails?|e mails?|mails?|letters?|calls?|voicemails?|tweets?|phone|inbox|facebook|twitter|instagram|whatsapp|status|notifications?|invitations?|invites?|replies)\b/,
  },
  {
    kind: 'message',
    pattern:
      /^(?:(?:make|place|start) (?:a |an |the )?(?:\w+ )?(?:phone )?call|give \w+(?: \w+)? a (?:call|ring)|hang up|pick up the phone|answer the (?:phone|call)|send (?:it|this|that|him|her|them|\w+) (?:a|to|my|the)|tell (?:my|mom|dad|him|her|them|everyone|\w+ (?:that|to|i))|let (?:my|mom|dad|him|her|them|\w+) know|ask (?:my|mom|dad|him|her|them)|broadcast|announce|tweet|post (?:this|that|it|on|to)|reply to)\b/,
  },

  {
    kind: 'message',
    pattern:
      /^(?:(?:speak|talk) (?:to|with) (?:an? |the |your |some)?(?:human|agent|person|representative|operator|manager|supervisor|someone|somebody|customer|sales|support)|put me through|connect me (?:to|with)|transfer me)\b/,
  },
  {
    kind: 'personal',
    pattern: /^read\b(?! (?:me )?(?:a |another |some )?(?:story|stories|poem|poems|joke|fairy tale)\b)(?: .+)?$/,
  },
  {
    kind: 'travel',
    pattern:
      /^(?:navigate|take me|drive me|drive to|bring me (?:to|home)|get me (?:to|home|directions|an? (?:\w+ )?(?:uber|taxi|cab|lyft|ride)|a ride)|(?:call|order|book|hail|request|get|find|schedule|need)(?: me)?(?: an?| the)? (?:uber|taxi|cab|lyft|ride|car service)|(?:give me|get|get me|show me|find) (?:the )?directions|directions|show me (?:the way|directions)|guide me|route me|find (?:the |a )?(?:fastest|quickest|best|shortest) (?:way|route)|plan (?:a|my|the) (?:route|trip)|map)\b/,
  },
  {
    kind: 'travel',
    pattern:
      /^(?:i need|i want|i would like|can i (?:get|have)|could i (?:get|have)|may i have) (?:an? )?(?:\w+ )?(?:uber|taxi|cab|lyft|ride|directions)\b/,
  },
  {
    kind: 'booking',
    pattern:
      /^(?:book|reserve|rebook|rent|hire|check me in|check in for)\b(?! (?:is|was|of|by|review|club)\b)(?: .+)?$/,
  },
  {
    kind: 'booking',
    pattern:
      /^(?:make|get|find|set up|arrange|schedule|need|cancel|change|i (?:need|want|would like)|can i (?:get|have|make|book)|could i (?:get|have|make|book))\b.*\b(?:reservations?|bookings?|appointments?|tickets?|hotels?|hotel rooms?|a table|flights?|rooms? for)\b/,
  },

  {
    kind: 'money',
    pattern:
      /^(?:pay|transfer|wire|withdraw|deposit|donate|venmo|tip|invest|refund|charge my)\b(?! (?:attention|is|was)\b) .+$|^send\b.*\b(?:money|dollars|bucks|euros|pounds|cash)\b/,
  },
  {
    kind: 'shopping',
    pattern:
      /^(?:buy|purchase|reorder|re order|shop for|sell|check ?out|add (?:it|this|that) to (?:my )?cart|track my (?:order|package)|return (?:my|this|the) (?:order|package))\b(?: .+)?$/,
  },
  {
    kind: 'order',
    pattern: new RegExp(
      `^(?:make|get|grab|bring|have|take|prepare|fix|give)\\b(?! (?:sure|sense|an? point)\\b).*${orderWords.source}`,
    ),
  },
  {
    kind: 'order',
    pattern: /^(?:order|brew|pour|serve|deliver|prepare|mix)\b(?! (?:in the court|is|was|of|by)\b) .+$/,
  },

  { kind: 'sing', pattern: /^(?:sing|hum|whistle|rap|beatbox|beat box|yodel)\b(?: .+)?$/ },
  { kind: 'rating', pattern: /^(?:rate|review|give)\b.*\b(?:stars?|points?|out of \d+|rating|a \d+)\b/ },
  {
    kind: 'show',
    pattern:
      /^(?:take|snap|shoot|capture|make|record|film|save)\b.*\b(?:photos?|pictures?|selfies?|pics?|screenshots?|snapshots?|videos?|recordings?|voice memos?)\b/,
  },
  {
    kind: 'show',
    pattern:
      /^(?:show|display|project|draw|paint|sketch|zoom|print|scan|record|film|photograph|screenshot)\b(?! (?:me )?(?:how|what|why|that you|mercy|respect|up)\b)(?: .+)?$/,
  },
  {
    kind: 'app',
    pattern:
      /^(?:open|launch|close|install|uninstall|download|upload|update|upgrade|restart|reboot|log (?:me )?(?:in|out)|sign (?:me )?(?:in|out|up)|log into|exit|quit|minimize|maximize|refresh|sync|backup|back up|copy|paste|type|click|scroll|press|delete|rename|save|load|import|export|configure|connect|disconnect|pair|subscribe|unsubscribe|follow|unfollow|block|run|execute|start|stop|cancel|reset|enable|disable|translate this page|swipe|select|undo|redo|lock|unlock|charge|set up|setup|resume|pause|continue)\b(?: .+)$/,
  },
  {
    kind: 'app',
    pattern:
      /^(?:(?:change|switch|set|use|speak|talk|practice)\b.*\b(?:language|languages|voice|settings?|accent|theme|wallpaper|ringtone|mode|wi ?fi|bluetooth|password|user|profile|english|spanish|french|german|chinese|korean|japanese|italian|russian|dutch|hindi)\b|(?:switch|change) to\b|airplane mode|do not disturb|night mode|dark mode|go to (?:sleep|settings|bed mode)|shut ?down|power (?:off|down)|restart|reboot|factory reset|snooze|set)\b/,
  },
  {
    kind: 'search',
    pattern:
      /^(?:search|google|bing|look up|look for|browse|find|locate|track|look it up|research|scan for|fetch me (?:information|info)|pull up|bring up)\b(?! (?:out (?:how|what|why|if)|(?:me )?(?:an? )?(?:example|way|word|synonym|reason))\b)(?: .+)?$/,
  },
  {
    kind: 'personal',
    pattern:
      /^(?:read|check|tell me|give me|get|list|what is on)\b.*\b(?:my|our)\b.*\b(?:calendar|schedule|agenda|appointments?|meetings?|emails?|inbox|mail|messages?|texts?|notes?|lists?|balance|account|contacts?|steps|heart rate|notifications?|bills?)\b/,
  },

  {
    kind: 'physical',
    pattern:
      /^(?:go|move|walk|run|drive|roll|step|turn|rotate|spin|come|head|march|crawl|climb|fly|jump|back up|follow|approach|proceed|advance|reverse)\b(?: (?:straight|a bit|a little|slowly|quickly))* ?(?:forwards?|forward|backwards?|back|left|right|ahead|around|here|over|up|down|away|to|into|out|in|home|me|straight|north|south|east|west|inside|outside|upstairs|downstairs|\d+|the|through|faster|slower)\b(?! (?:and on|of mind)\b)/,
  },
  {
    kind: 'physical',
    pattern:
      /^(?:clean|wash|fetch|bring|carry|cook|bake|fry|boil|grill|feed|water|fold|sweep|mop|dust|iron|lift|push|pull|throw|catch|kick|grab|hand|pass|hold|drop|pick up|put|place|lay|hang|fix|repair|build|mow|rake|paint|park|wipe|scrub|dry|pack|unpack|empty|fill|load|unload|take out|throw away|hug|kiss|dance|wave|massage|shake|cut|chop|slice|peel|stir|wake up (?:my|the|him|her)|walk the|pet the|set the table|make (?:the|my|our) bed|do (?:the|my) (?:dishes|laundry|homework|shopping|cleaning)|tidy|wrap|tie|burn|break|shovel|dig|plant|sew|stitch|get (?:the|my|your|up|down|out|off))\b(?! (?:is|was|of)\b)(?: .+)?$/,
  },
];

/** Verbs that ask for words, not deeds: a language model may answer them. */
export const wordsOnly =
  /^(?:tell|call it|explain|describe|define|say|speak|talk|spell|translate|list|name|suggest|recommend|advise|imagine|pretend|compare|summarize|summarise|count|think|guess|choose|pick|write|compose|make up|teach|help|answer|ask|complete|finish|discuss|elaborate|clarify|consider|be|know|understand|learn|see|look at|wait|listen|believe|forgive|let|have|do|solve|prove|convince|inspire|entertain|cheer|motivate|joke|chat|keep|try|enjoy|go on|carry on|hear|feel|relax|rhyme|quote|recite|correct|rephrase|simplify|brainstorm|outline|generate|read|give|get|make|want|need|like|love|hate|mean|thank|bless|guess|act|repeat|forget|remember|excuse|pardon|stay|sit|mind|calm|smile|welcome|come|please|introduce|greet|wish|sleep|eat|drink|live|die|work|wonder|call me|continue|agree|disagree|admit|assume|suppose|note|notice|remind|ignore|focus|stop|lie|cry|laugh|win|become|seem|provide|show me (?:how|what|why))\b/;
