import { type Ability, answer, type Skill, type SkillContext } from '../skill.ts';
import type { Utterance } from '../utterance.ts';

interface Phrase {
  readonly intent: string;
  /** Of the whole normalized utterance. */
  readonly pattern: RegExp;
  readonly reply: string | ((context: SkillContext) => string | undefined);
}

/** Said when the assistant has said nothing yet. */
const nothingSaid = "I haven't said anything yet.";
const asked = ({ lastReply }: SkillContext) => /\?\s*$/.test(lastReply ?? '');

const inWords: Readonly<Record<Ability, string>> = {
  lists: 'keep lists and notes',
  orders: 'look after orders',
  appointments: 'make appointments',
  documents: 'look things up in documents',
};

/** Short things people say to an assistant, each with one fixed answer that hardly ever changes and can be cached as audio. */
const phrases: readonly Phrase[] = [
  {
    intent: 'repeat',
    pattern:
      /^(?:(?:can|could|would|will) you )?(?:(?:say|repeat|tell me) (?:it|that|this|that one|what you (?:just )?said|your(?:self| answer)|the (?:last (?:thing|part|answer)|answer))?(?: (?:again|once more|one more time|1 more time|over))*|say again|repeat(?: again)?|come again|again|once more|1 more time|what did you (?:just )?say|what was (?:that|the answer|it)(?: again)?|pardon(?: me)?|i (?:did not|could not) (?:hear|catch|get|understand) (?:that|you|it|what you said)|sorry what|what)(?: please)?$/,
    reply: ({ lastReply }) => lastReply?.trim() || nothingSaid,
  },
  {
    intent: 'stop',
    pattern:
      /^(?:(?:no )?(?:stop|quiet|silence|enough|hush|shush|shut up|be quiet|stop it|stop that|stop talking|stop please|that is enough|that is all|that will be all|forget it|forget (?:about )?(?:it|that)|cancel|cancel (?:that|it|this)|scratch that|leave it|drop it|skip it|no never ?mind|(?:oh )?never ?mind(?: that| about (?:it|that))?|nevermind|nothing|ignore (?:that|it|me)|do not worry(?: about (?:it|that))?|wait|hold on|pause|one moment|1 (?:moment|second|minute)))(?: please| now| thanks| thank you)*$/,
    reply: 'Okay.',
  },
  {
    intent: 'thanks',
    pattern:
      /^(?:(?:okay |ok |great |good |perfect |no |alright )?(?:thanks|thank you|thank u|cheers|much appreciated|i appreciate it|thank you so much)(?: (?:a lot|so much|very much|you|again|for (?:your help|that|everything|helping(?: me)?|the help|it)|that is all|bye|goodbye|anyway|though))*)$/,
    reply: "You're welcome.",
  },
  {
    intent: 'hello',
    pattern:
      /^(?:(?:hello|hi|hey|howdy|greetings|good (?:morning|afternoon|evening|day)|hiya|yo|hello hello)(?: (?:there|again|everyone|assistant|cascade|computer|to you|hello|hi))*)$/,
    reply: 'Hello! How can I help?',
  },
  {
    intent: 'goodbye',
    pattern:
      /^(?:(?:okay |ok |alright )?(?:goodbye|good bye|bye|bye bye|see you|see ya|see you (?:later|soon|tomorrow)|good ?night|farewell|take care|talk to you later|have a (?:nice|good|great) (?:day|evening|night|one)|until next time)(?: (?:now|then|for now|bye|cascade|everyone))*)$/,
    reply: 'Goodbye!',
  },
  {
    intent: 'acknowledge',
    pattern:
      /^(?:(?:ok|okay|alright|all right|right|fine|good|great|cool|nice|perfect|sure|got it|i see|understood|sounds good|no|nope|no thanks|no thank you|yes|yeah|yep|yup|sure thing|uh huh|not now|not really|that is (?:fine|good|great|right|it|okay)|very good|excellent|awesome|wonderful|never)(?: (?:okay|ok|good|great|then|no|yes|yeah|nope|cool|it is|i do|i am|sure))*)$/,
    reply: (context) => (asked(context) ? undefined : 'Okay.'),
  },
  {
    intent: 'how-are-you',
    pattern:
      /^(?:(?:and )?how are you(?: doing| feeling)?(?: today| now| this (?:morning|evening|afternoon)| tonight)?|how is it going|how are things|how do you do|how have you been|how do you feel(?: today)?|how is your day(?: going)?|are you (?:okay|ok|well|all right)|what is up)$/,
    reply: "I'm well, thank you. How can I help?",
  },
  {
    intent: 'who-are-you',
    pattern:
      /^(?:who (?:are|is) (?:you|this)|who am i (?:talking|speaking) (?:to|with)|what are you(?: called)?|what is your (?:name|full name)(?: again)?|what should i call you|do you have a name|what do (?:i|we|people) call you|tell me (?:about yourself|who you are|your name)|introduce yourself|who you are|what your name is)$/,
    reply: "I'm Cascade, a voice assistant.",
  },
  {
    intent: 'are-you-human',
    pattern:
      /^(?:are you (?:a |an )?(?:real|human|robot|computer|machine|person|real person|human being|ai|a i|bot|alive|a real human|artificial intelligence)(?: or (?:a |an )?\w+)?|am i (?:talking|speaking) to (?:a |an )?(?:human|robot|machine|computer|person|real person))$/,
    reply: "I'm a computer program: a voice assistant called Cascade.",
  },
  {
    intent: 'who-made-you',
    pattern: /^who (?:made|created|built|programmed|designed|invented|trained|developed|owns) you$/,
    reply: "I'm Cascade, an open reference design for voice assistants.",
  },
  {
    intent: 'capabilities',
    pattern:
      /^(?:what (?:can|do) you do|what are you (?:able to do|good (?:at|for)|capable of)|how can you help(?: me)?|what can you help (?:me )?with|(?:can you )?help(?: me)?|i need (?:some |your )?help|what can i (?:say|ask|do)(?: you)?|what (?:should|could) i (?:say|ask)(?: you)?|what else can you do|what do you know|show me what you can do|what things can you do|what are your (?:skills|abilities|features|functions|capabilities)|what kind of things can you do)$/,
    reply: ({ abilities = [] }) =>
      `I can tell the time and date, set timers, alarms and reminders, do arithmetic, convert units, ${abilities
        .map((ability) => `${inWords[ability]}, `)
        .join('')}and chat a little.`,
  },
  {
    intent: 'can-you-hear',
    pattern:
      /^(?:(?:can|could|do) you (?:still )?(?:hear|understand) me(?: now| okay| well| clearly)?|are you (?:still )?(?:there|here|listening|awake|on|working|ready)|is anybody (?:there|home)|anybody (?:there|home)|is this (?:thing )?(?:on|working)|is anyone there|testing(?: testing)*(?: 1)?(?: 2)?(?: 3)?(?: testing)*|test(?: test)*|mic check(?: 1 2)?|1 2 3 test|testing testing 1 2)$/,
    reply: 'Yes, I can hear you.',
  },
  {
    intent: 'language',
    pattern:
      /^(?:(?:can|do|could|are) you (?:able to )?(?:speak|understand|talk|know) (?!me\b|you\b|english\b)(?:in )?(?:any )?(?:other languages?|spanish|french|german|italian|chinese|mandarin|cantonese|japanese|korean|portuguese|russian|dutch|arabic|hindi|polish|turkish|swedish|greek|latin|hebrew|ukrainian)|(?:what|which|how many) languages? (?:can|do) you (?:speak|understand|know))$/,
    reply: 'I only speak English.',
  },
  {
    intent: 'sorry',
    pattern: /^(?:(?:i am )?(?:so |very )?sorry(?: about that)?|my (?:bad|mistake|apologies)|excuse me|oops|whoops)$/,
    reply: 'No problem.',
  },
  {
    intent: 'praise',
    pattern:
      /^(?:(?:good|great|nice|well|excellent|amazing) (?:job|work|done|one|boy|girl)|well done|you are (?:great|awesome|amazing|the best|very (?:smart|helpful|good)|so (?:smart|helpful)|funny|smart|helpful)|i (?:love|like) you|that was (?:great|good|helpful))$/,
    reply: 'Thank you!',
  },
  {
    intent: 'blame',
    pattern:
      /^(?:that is (?:wrong|not right|incorrect|not correct|false|not what i (?:said|asked|meant|wanted))|(?:no )?you are (?:wrong|mistaken|stupid|useless|dumb|an idiot|terrible)|wrong(?: answer)?|that was wrong|i did not (?:say|ask(?: for)?|mean) that|you (?:misunderstood|did not understand)(?: me)?|bad (?:answer|robot|assistant))$/,
    reply: "I'm sorry. Please try saying it another way.",
  },
];

const personal: ReadonlySet<string> = new Set([
  'who-are-you',
  'are-you-human',
  'who-made-you',
  'capabilities',
  'how-are-you',
]);

/** Greetings, thanks, "stop", "say that again", who the assistant is. */
export const smallTalkSkill: Skill = {
  name: 'small-talk',
  match(utterance: Utterance, context: SkillContext) {
    for (const { intent, pattern, reply } of phrases) {
      if (!pattern.test(utterance.plain) && !pattern.test(utterance.text)) continue;
      if (personal.has(intent) && !context.ownPersona) return undefined;
      const text = typeof reply === 'string' ? reply : reply(context);
      return text === undefined ? undefined : answer('small-talk', 0.9, text, { intent });
    }
    return undefined;
  },
};
