import { numberInWords } from '../number-words.ts';
import { answer, type Skill } from '../skill.ts';

const flipsCoin = /^(?:flip|toss|throw)(?: me)? (?:a|the|1|my)? ?coin$|^heads or tails$|^coin (?:flip|toss)$/;
const rollsDice =
  /^(?:roll|throw|cast)(?: me)? (?:a|the|an|some|my|\d+)? ?(?:pair of )?(?:(\d+) sided )?(?:dice|die|d ?(\d+))$/;
const picksNumber =
  /^(?:(?:pick|choose|give me|tell me|say|think of|generate)(?: me)? (?:a|any|1) (?:random )?|(?:a )?random )number(?: (?:between|from) (\d+) (?:and|to) (\d+))?$/;

const between = (low: number, high: number, random: () => number) => low + Math.floor(random() * (high - low + 1));

/** Coins, dice, a random number. */
export const chanceSkill: Skill = {
  name: 'chance',
  match({ text }, { random }) {
    if (flipsCoin.test(text)) {
      const side = random() < 0.5 ? 'Heads' : 'Tails';
      return answer('chance', 0.95, `${side}.`, { side });
    }
    const dice = rollsDice.exec(text);
    if (dice) {
      const sides = Number(dice[1] ?? dice[2] ?? 6);
      const count = /\bpair\b/.test(text) ? 2 : Number(/^\S+(?: me)? (\d+) (?!sided)/.exec(text)?.[1] ?? 1);
      if (sides < 2 || sides > 1000 || count < 1 || count > 6) return undefined;
      const rolls = Array.from({ length: count }, () => between(1, sides, random));
      const total = rolls.reduce((sum, roll) => sum + roll, 0);
      const said = rolls.map(numberInWords).join(' and ');
      const reply = count === 1 ? `You rolled ${said}.` : `You rolled ${said}, which makes ${numberInWords(total)}.`;
      return answer('chance', 0.95, reply, { total });
    }
    const pick = picksNumber.exec(text);
    if (!pick) return undefined;
    const [low, high] = [Number(pick[1] ?? 1), Number(pick[2] ?? 10)];
    if (!Number.isInteger(low) || !Number.isInteger(high) || low > high) return undefined;
    const number = between(low, high, random);
    return answer('chance', 0.95, `${numberInWords(number)[0]?.toUpperCase()}${numberInWords(number).slice(1)}.`, {
      number,
    });
  },
};
