import { loadPlaces } from './places.ts';
import { requestsIn, sentencesIn } from './requests.ts';
import type { Skill, SkillContext, SkillMatch } from './skill.ts';
import { arithmeticSkill } from './skills/arithmetic.ts';
import { chanceSkill } from './skills/chance.ts';
import { commandSkill } from './skills/command.ts';
import { dateSkill } from './skills/date.ts';
import { liveDataSkill } from './skills/live-data.ts';
import { manageTimersSkill } from './skills/manage-timers.ts';
import { privateDataSkill } from './skills/private-data.ts';
import { setAlarmSkill } from './skills/set-alarm.ts';
import { setTimerSkill } from './skills/set-timer.ts';
import { smallTalkSkill } from './skills/small-talk.ts';
import { timeSkill } from './skills/time.ts';
import { unitsSkill } from './skills/units.ts';
import { readUtterance } from './utterance.ts';

/** Of two skills that are equally sure, the earlier one answers. */
export const skills: readonly Skill[] = [
  manageTimersSkill,
  setTimerSkill,
  setAlarmSkill,
  timeSkill,
  dateSkill,
  unitsSkill,
  arithmeticSkill,
  chanceSkill,
  smallTalkSkill,
  liveDataSkill,
  privateDataSkill,
  commandSkill,
];

/** Loads now what the skills load at their first use: 0.2 s on the thread that all sessions share. */
export function warmUpFastPath(): void {
  loadPlaces();
  const context: SkillContext = {
    wallMs: 0,
    zone: 'UTC',
    timers: [],
    random: () => 0,
    refuseCommands: true,
    ownPersona: true,
  };
  for (const text of ['5 miles in kilometers', '2 plus 2', 'what day is july 4th', 'straighten the picture']) {
    routeUtterance(text, context);
  }
}

/** A text longer than this (about a minute of speech) is a dictation or a story, no request. */
const longestRequest = 800;

/** Below this, a language model is the better guess. */
export const minConfidence = 0.5;

function best(text: string, context: SkillContext): SkillMatch | undefined {
  const utterance = readUtterance(text);
  if (utterance.plain === '') return undefined;
  let winner: SkillMatch | undefined;
  for (const skill of skills) {
    const match = skill.match(utterance, context);
    if (match && match.confidence >= minConfidence && match.confidence > (winner?.confidence ?? 0)) winner = match;
  }
  return winner;
}

function joined(matches: readonly SkillMatch[]): SkillMatch {
  const [first] = matches as readonly [SkillMatch, ...SkillMatch[]];
  if (matches.length === 1) return first;
  return {
    skill: matches.map(({ skill }) => skill).join('+'),
    confidence: Math.min(...matches.map(({ confidence }) => confidence)),
    slots: Object.assign({}, ...matches.map(({ slots }) => slots)),
    reply: [...new Set(matches.map(({ reply }) => reply))].join(' '),
    effects: matches.flatMap(({ effects }) => effects),
  };
}

/**
 * What can be answered without a language model, or undefined. Pure: what has to be done stands in `effects`.
 * Several requests in one turn are answered together; a remark before or after a request is passed over.
 */
export function routeUtterance(text: string, context: SkillContext): SkillMatch | undefined {
  if (text.length > longestRequest) return undefined;
  const whole = requestsIn(text);
  if (whole.length > 1) {
    const matches = whole.map((part) => best(part, context));
    if (matches.every((match) => match !== undefined)) return joined(matches);
  }
  const match = best(text, context);
  if (match) return match;

  const sentences = sentencesIn(text);
  // "I couldn't hear anything, turn up the volume": only what follows the last comma, and only when it is a request.
  const clauses = sentences.length > 1 ? sentences : text.split(/,\s+/);
  if (clauses.length < 2 || clauses.length > 4) return undefined;
  const matches = clauses.map((clause) => best(clause, context)).filter((found) => found !== undefined);
  const useful = matches.filter(
    ({ skill, confidence }) => skill !== 'small-talk' && confidence >= (sentences.length > 1 ? 0.6 : 0.65),
  );
  return useful.length > 0 ? joined(useful) : undefined;
}
