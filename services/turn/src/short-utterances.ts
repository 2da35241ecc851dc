/** Whole utterances that are complete however short they are: answers and commands. */

const number = String.raw`(?:\d[\d:.,]*|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand)(?: (?:and )?(?:a half|one|two|three|four|five|six|seven|eight|nine|hundred|thousand))*`;
const day = 'monday|tuesday|wednesday|thursday|friday|saturday|sunday';
const unit =
  'seconds?|minutes?|hours?|days?|weeks?|months?|years?|times?|people|persons?|guests?|degrees?|percent|dollars?|euros?|pounds?|cents?|meters?|metres?|miles?|kilometers?|kilometres?|grams?|kilos?|cups?|ounces?';

const answers = [
  'yes|yeah|yep|yup|no|nope|nah|sure|okay|ok|alright|all right|of course|absolutely|definitely|certainly|correct|exactly|right|perfect|great|fine|good',
  "yes please|no thanks|no thank you|thanks|thank you|thank you very much|thanks a lot|you're welcome",
  "that's right|that's correct|that's it|that's all|that's fine|that is correct|that is all|sounds good|got it|i do|i am|i don't|i'm not",
  "maybe|perhaps|not really|not now|not yet|later|i don't know|no idea|nothing|none|never|always|both|neither|either",
  'hello|hi|hello there|hi there|goodbye|bye|good morning|good afternoon|good evening|good night',
  `(?:for |at |in |on |about |around |by )?(?:today|tonight|tomorrow|now|right now|noon|midnight|this morning|this afternoon|this evening|tomorrow (?:morning|afternoon|evening|night)|(?:next |this )?(?:${day}|week|weekend|month|year))`,
  `(?:for |at |in |about |around )?(?:half an hour|half a day|an hour and a half|(?:a|an|one) (?:${unit})|${number} (?:${unit})(?: and (?:a half|${number} (?:${unit})))?)`,
  `(?:at |around |about |by )?${number} ?(?:o'clock|am|pm|a m|p m|in the (?:morning|afternoon|evening))`,
];

const thing = String.raw`(?:\w[\w'-]* ){0,3}?`;
const commands = [
  'stop|stop it|stop that|cancel|cancel that|cancel it|never ?mind|forget it|quit|exit|pause|resume|continue|go on|go ahead|next|previous|repeat|repeat that|say that again|say it again|again|louder|quieter|mute|unmute|help|help me|be quiet|shut up',
  `(?:cancel|pause|resume|stop|start|restart|delete|clear|mute) (?:the |my |all |all the |all my )?${thing}(?:timers?|alarms?|music|reminders?|song|radio|playback|tv)`,
  `(?:turn|switch|shut) (?:\\w[\\w'-]* ){1,6}(?:on|off|up|down)`,
  `(?:turn|switch|shut) (?:on|off|up|down) (?:\\w[\\w'-]* ){0,6}(?:lights?|lamps?|fans?|tv|radio|music|heating|heater|volume|thermostat|oven)`,
  `(?:set|start) (?:a |an |the |my )?${thing}(?:timer|alarm) (?:for|to|at) (?:half an hour|(?:a|an|one) (?:${unit})|${number} (?:${unit}|o'clock|am|pm|a m|p m))`,
  "what time is it|what's the time|what day is it|what's the date|what is the time|what is the date|how are you|who are you|what can you do",
];

const compile = (alternatives: readonly string[]) => new RegExp(`^(?:${alternatives.join('|')})$`);
const knownAnswer = compile(answers);
const knownCommand = compile(commands);

/** What a whole utterance (lower case words joined by one space, courtesies removed) is known to be. */
export function knownUtterance(normalized: string): 'answer' | 'command' | undefined {
  if (knownAnswer.test(normalized)) return 'answer';
  return knownCommand.test(normalized) ? 'command' : undefined;
}
