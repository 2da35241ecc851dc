import { DateTime } from 'luxon';
import { dateInWords, findDay } from '../clock-time.ts';
import { capitalized, counted } from '../number-words.ts';
import { answer, type Skill } from '../skill.ts';

const asksToday =
  /^(?:(?:what|which|tell me)(?: is)? (?:the |today s |todays |current )?(?:date|day|calendar date)(?: of the week| of the month)?(?: is)?(?: it| today)?(?: is it| it is| today| is today| is it today| now)?|what is (?:today|the date today|todays date|today s date)|(?:todays|today s|the) date|what is it today|what day (?:do we|are we) (?:have|on)(?: today)?)$/;
const asksDayOfPhrase =
  /^(?:what|which|on what|on which|tell me)?(?: is| was| will be| be)? ?(?:the )?(?:date|day|weekday|day of the week)(?: of the week)?(?: is it| was it| will it be| is| was| will| does| did| on| be| of| it will be| it is| it was)* (.+?)(?: be| fall on| on| fall| land on)?$/;
/** "What is tomorrow's date?" */
const asksDateOf = /^(?:what|which|tell me)(?: is| was| will be)? (\w+(?: \w+)?) s (?:date|day)$/;
const asksWhenPhrase = /^(?:when|what date|what day) is (.+?)(?: this year| next year)?$/;
const asksDaysUntil =
  /^(?:how (?:many|much) )?(days|weeks|months)?(?: is it| are there| are left| left| more| is there)*(?: (?:until|till|to|before|til|for)) (.+)$/;
const asksHowLongUntil = /^how (?:long|far away)(?: is it| is)? ?(?:until|till|to|before|til|is) (.+)$/;

type YearlyDay = (year: number) => { readonly month: number; readonly day: number };
const fixed =
  (month: number, day: number): YearlyDay =>
  () => ({ month, day });

/** The n-th weekday (1 = Monday) of a month. */
const nthWeekday =
  (month: number, weekday: number, nth: number): YearlyDay =>
  (year) => {
    const first = DateTime.utc(year, month, 1).weekday;
    return { month, day: 1 + ((weekday - first + 7) % 7) + (nth - 1) * 7 };
  };

const holidays: Readonly<Record<string, readonly [string, YearlyDay]>> = {
  christmas: ['Christmas', fixed(12, 25)],
  'christmas day': ['Christmas Day', fixed(12, 25)],
  'christmas eve': ['Christmas Eve', fixed(12, 24)],
  'new year': ["New Year's Day", fixed(1, 1)],
  'new years': ["New Year's Day", fixed(1, 1)],
  'new years day': ["New Year's Day", fixed(1, 1)],
  'new years eve': ["New Year's Eve", fixed(12, 31)],
  halloween: ['Halloween', fixed(10, 31)],
  'valentines day': ["Valentine's Day", fixed(2, 14)],
  'valentine day': ["Valentine's Day", fixed(2, 14)],
  'independence day': ['Independence Day', fixed(7, 4)],
  'fourth of july': ['the Fourth of July', fixed(7, 4)],
  'st patricks day': ["Saint Patrick's Day", fixed(3, 17)],
  'saint patricks day': ["Saint Patrick's Day", fixed(3, 17)],
  thanksgiving: ['Thanksgiving', nthWeekday(11, 4, 4)],
  'thanksgiving day': ['Thanksgiving', nthWeekday(11, 4, 4)],
  'labor day': ['Labor Day', nthWeekday(9, 1, 1)],
  'mothers day': ["Mother's Day", nthWeekday(5, 7, 2)],
  'fathers day': ["Father's Day", nthWeekday(6, 7, 3)],
  'martin luther king day': ['Martin Luther King Day', nthWeekday(1, 1, 3)],
};

interface NamedDay {
  readonly date: DateTime;
  readonly name: string;
}

function findHoliday(phrase: string, now: DateTime): NamedDay | undefined {
  const key = phrase.replace(/ s\b/g, 's').replace(/^the /, '');
  const holiday = Object.hasOwn(holidays, key) ? holidays[key] : undefined;
  if (!holiday) return undefined;
  const inYear = (year: number) => now.set({ year, ...holiday[1](year) }).startOf('day');
  const thisYear = inYear(now.year);
  return { name: holiday[0], date: thisYear >= now.startOf('day') ? thisYear : inYear(now.year + 1) };
}

function findNamedDay(phrase: string, wallMs: number, zone: string): NamedDay | undefined {
  const now = DateTime.fromMillis(wallMs, { zone });
  const holiday = findHoliday(phrase, now);
  if (holiday) return holiday;
  const found = findDay(phrase, wallMs, zone, !/\b(?:last|yesterday|ago|previous)\b/.test(phrase));
  const rest = found?.rest.replace(/\b(?:the|on|of|day|is|be)\b/g, '').trim();
  if (!found || rest !== '') return undefined;
  return { name: found.phrase, date: found.day };
}

function inSentence(now: DateTime, { name, date }: NamedDay): string {
  const verb = date < now.startOf('day') ? 'was' : 'is';
  const year = date.year === now.year ? '' : `, ${date.year},`;
  if (/\d/.test(name)) {
    const [weekday, monthDay] = dateInWords(date).split(', ');
    return `${monthDay}${year} ${verb} a ${weekday}.`;
  }
  if (/day\b|week|month|\bago\b|\bin\b/.test(name) && !/^(?:to|yester)day$/.test(name) && !/^[A-Z]/.test(name)) {
    return `That ${verb} ${dateInWords(date)}${year.replace(/,$/, '')}.`;
  }
  return `${capitalized(name)} ${verb} ${dateInWords(date)}${year.replace(/,$/, '')}.`;
}

/** The date, the day of the week, and how long it is to a day. */
export const dateSkill: Skill = {
  name: 'date',
  match({ text }, { wallMs, zone }) {
    const now = DateTime.fromMillis(wallMs, { zone });
    if (asksToday.test(text)) {
      const withYear = /\bdate\b/.test(text) ? `, ${now.year}` : '';
      return answer('date', 0.95, `It's ${dateInWords(now)}${withYear}.`, { date: now.toISODate()! });
    }
    if (
      /^(?:what|which|tell me)(?: is)?(?: the)?(?: current)? year(?: is it| it is| are we in| is this| do we have)?(?: now)?$/.test(
        text,
      )
    ) {
      return answer('date', 0.95, `It's ${now.year}.`, { year: now.year });
    }
    if (
      /^(?:what|which)(?: is)?(?: the)?(?: current)? month(?: is it| it is| are we in| is this| do we have)?(?: now)?$/.test(
        text,
      )
    ) {
      return answer('date', 0.95, `It's ${now.setLocale('en-US').monthLong}.`, { month: now.month });
    }

    const until = asksDaysUntil.exec(text);
    const untilPhrase = until?.[2] ?? asksHowLongUntil.exec(text)?.[1];
    if (untilPhrase) {
      const day = findNamedDay(untilPhrase, wallMs, zone);
      if (!day) return undefined;
      const days = Math.round(day.date.diff(now.startOf('day'), 'days').days);
      const weeks = until?.[1] === 'weeks' ? Math.floor(days / 7) : 0;
      const amount =
        weeks > 0
          ? `${counted(weeks, 'week')}${days % 7 ? ` and ${counted(days % 7, 'day')}` : ''}`
          : counted(days, 'day');
      const reply =
        days === 0
          ? `${capitalized(day.name)} is today.`
          : days === 1
            ? `${capitalized(day.name)} is tomorrow.`
            : `It's ${amount} until ${day.name}.`;
      return answer('date', 0.9, reply, { date: day.date.toISODate()! });
    }

    if (/^how many days (?:are |is )?(?:left|remaining)(?: are there| left)? (?:in|of) (?:the|this) year$/.test(text)) {
      const days = Math.round(now.endOf('year').diff(now.startOf('day'), 'days').days) - 1;
      return answer('date', 0.9, `There are ${counted(days, 'day')} left in ${now.year}.`, { days });
    }

    const phrase = asksDateOf.exec(text)?.[1] ?? asksDayOfPhrase.exec(text)?.[1] ?? asksWhenPhrase.exec(text)?.[1];
    const day = phrase === undefined ? undefined : findNamedDay(phrase, wallMs, zone);
    return day && answer('date', 0.9, inSentence(now, day), { date: day.date.toISODate()! });
  },
};
