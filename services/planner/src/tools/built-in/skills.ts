import { z } from 'zod';
import { routeUtterance } from '../../fast-path/router.ts';
import { ask, defineTool, done, type SideEffect, type Tool, type ToolArguments } from '../tool.ts';

/** For a model: what the fast path's skills know and do. Each is asked in the words of a user, so that there is one of each. */
interface SkillTool<A extends ToolArguments> {
  readonly name: string;
  readonly description: string;
  readonly schema: z.ZodType<A>;
  readonly sideEffect: SideEffect;
  readonly words: (callArguments: A) => string;
}

function skillTool<A extends ToolArguments>({ words, name, ...tool }: SkillTool<A>): Tool {
  return defineTool<A>({
    ...tool,
    name,
    async run(callArguments, { wallMs, zone, timers, random }) {
      const context = { wallMs, zone, timers: timers.list(), random, refuseCommands: false, ownPersona: true };
      const match = routeUtterance(words(callArguments), context);
      if (!match) return ask('all', "Sorry, I didn't understand that. Please say it in other words.");
      timers.apply(match.effects);
      return done(match.reply, { ...match.slots, reply: match.reply });
    },
  });
}

const text = z.string().trim().min(1).max(200);

export const skillTools: readonly Tool[] = [
  skillTool({
    name: 'time',
    description: 'The time of day, here or in a city.',
    schema: z.object({ city: text.optional() }),
    sideEffect: 'read',
    words: ({ city }) => (city === undefined ? 'what time is it' : `what time is it in ${city}`),
  }),
  skillTool({
    name: 'date',
    description: 'The date, or the day of the week of a day.',
    schema: z.object({ day: text.optional().describe('Such as "next friday" or "july 4th"; absent: today') }),
    sideEffect: 'read',
    words: ({ day }) => (day === undefined ? "what's the date" : `what day is ${day}`),
  }),
  skillTool({
    name: 'arithmetic',
    description: 'Calculates: + - * / and percent.',
    schema: z.object({ expression: text.describe('Such as "12 * 7" or "20 percent of 80"') }),
    sideEffect: 'read',
    words: ({ expression }) => `what is ${expression.replaceAll('*', ' times ').replaceAll('/', ' divided by ')}`,
  }),
  skillTool({
    name: 'units',
    description: 'Converts between units of measurement.',
    schema: z.object({ amount: z.number(), from: text, to: text }),
    sideEffect: 'read',
    words: ({ amount, from, to }) => `convert ${amount} ${from} to ${to}`,
  }),
  skillTool({
    name: 'set-timer',
    description: 'Sets a timer that rings.',
    schema: z.object({ duration: text.describe('Such as "10 minutes"'), name: text.optional() }),
    sideEffect: 'write',
    words: ({ duration, name }) => `set a ${name ? `${name} ` : ''}timer for ${duration}`,
  }),
  skillTool({
    name: 'set-alarm',
    description: 'Sets an alarm.',
    schema: z.object({ time: text.describe('Such as "7 am" or "tomorrow at half past six"') }),
    sideEffect: 'write',
    words: ({ time }) => `set an alarm for ${time}`,
  }),
  skillTool({
    name: 'set-reminder',
    description: 'Reminds the user of something.',
    schema: z.object({ task: text, when: text.describe('Such as "in 10 minutes" or "tomorrow at 9 am"') }),
    sideEffect: 'write',
    words: ({ task, when }) =>
      `remind me ${/^(?:in|at|on|tomorrow|today|next|this)\b/.test(when) ? when : `at ${when}`} to ${task}`,
  }),
  skillTool({
    name: 'cancel-timer',
    description: 'Cancels timers, alarms or reminders.',
    schema: z.object({ which: text.describe('Such as "the pasta timer", "my alarm", "all timers"') }),
    sideEffect: 'write',
    words: ({ which }) => `cancel ${which}`,
  }),
  skillTool({
    name: 'timer-status',
    description: 'Which timers, alarms and reminders there are, and how long is left.',
    schema: z.object({}),
    sideEffect: 'read',
    words: () => 'how much time is left on all timers, alarms and reminders',
  }),
];
