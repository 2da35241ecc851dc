import { DateTime } from 'luxon';
import { timeInWords } from '../clock-time.ts';
import { counted } from '../number-words.ts';
import { findPlace, type Place } from '../places.ts';
import { answer, type Skill } from '../skill.ts';

const asksTime =
  /^(?:(?:what|which) time (?:is it|it is|is that|is this|s it|is|is a|is there|do we have|do you have)?|(?:what is |what |tell me |give me |say |show me |check |have you got |do you have |got )?(?:the |my )?(?:current |exact |local |right )?time(?: is it| is| it is)?(?: currently)?|how late is it|what does the clock say)(?: (?:now|right now|currently|today|there|here|over there|exactly|at the moment))*$/;
const asksTimeIn =
  /^(?:(?:what|which) time (?:is it |it is |is |is a |will it be |would it be )?|(?:what is |tell me |give me |show me |check |what )?(?:the )?(?:current |local |exact )?time (?:is it |is |it is )?|how late is it )(?:right now |now |currently |over |there |out )*(?:in|at|for|and|an) (?:the )?(.+?)(?: (?:now|right now|currently|today|at the moment|time zone|timezone))*$/;
const asksPlacesTime = /^what is (?:the )?(.+?)(?: s)? time(?: (?:now|right now|zone))*$/;
const asksDifference =
  /(?:time difference|difference in time|(?:how many )?hours? (?:difference|apart)).*?between (.+?) and (.+)$/;
const asksAhead = /^how (?:many hours|far) (?:ahead|behind|in front)(?: of (?:us|me))? is (.+)$/;

const withArticle = /^(?:United|Netherlands|Philippines|Bahamas|Maldives|Czech Republic|Dominican Republic)/;
const placed = ({ name, isZone }: Place) => (isZone ? name : `in ${withArticle.test(name) ? `the ${name}` : name}`);

function difference(from: Place, to: Place, wallMs: number): string {
  const offset = (place: Place) => DateTime.fromMillis(wallMs, { zone: place.zone }).offset;
  const minutes = offset(to) - offset(from);
  if (minutes === 0) return `${to.name} and ${from.name} have the same time.`;
  const amount = counted(Math.abs(minutes) / 60, 'hour');
  return `${to.name} is ${amount} ${minutes > 0 ? 'ahead of' : 'behind'} ${from.name}.`;
}

/** What time it is, here and elsewhere. */
export const timeSkill: Skill = {
  name: 'time',
  match({ text }, { wallMs, zone }) {
    const here = DateTime.fromMillis(wallMs, { zone });
    if (asksTime.test(text)) return answer('time', 0.95, `It's ${timeInWords(here)}.`, { zone });

    const between = asksDifference.exec(text);
    if (between) {
      const [from, to] = [findPlace(between[1] as string), findPlace(between[2] as string)];
      if (from && to) {
        return answer('time', 0.9, difference(from, to, wallMs), { zone: from.zone, otherZone: to.zone });
      }
    }
    const ahead = asksAhead.exec(text);
    const other = ahead ? findPlace(ahead[1] as string) : undefined;
    if (other) {
      const home: Place = { name: 'here', zone, isZone: false };
      return answer(
        'time',
        0.9,
        difference(home, other, wallMs).replace('of here', 'of you').replace('behind here', 'behind you'),
        { otherZone: other.zone },
      );
    }

    const elsewhere = asksTimeIn.exec(text) ?? asksPlacesTime.exec(text);
    if (!elsewhere) return undefined;
    const name = (elsewhere[1] as string).trim();
    const place = findPlace(name);
    if (!place) {
      return /\b(?:it|time is it)\b/.test(text)
        ? answer('time', 0.7, `Sorry, I don't know what time it is there.`, { place: name })
        : undefined;
    }
    const there = DateTime.fromMillis(wallMs, { zone: place.zone });
    const day = there.hasSame(here, 'day') ? '' : there.toISODate()! > here.toISODate()! ? ' tomorrow' : ' yesterday';
    return answer('time', 0.95, `It's ${timeInWords(there)}${day} ${placed(place)}.`, { zone: place.zone });
  },
};
