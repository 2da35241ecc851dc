/** Words that say nothing of what a question is about. */
const functionWords = new Set(
  `a an and any are as at be been being but by can could did do does doing done for from get gets got had has have having he
  her hers here him his how i if in into is it its just let may me might mine must my no nor not of off on or our ours out
  over please shall she should so some such tell than thank thanks that the their them then there these they this those to
  too under up us very was we were what when where which while who whom whose why will with would yes you your yours isn
  don doesn didn won can't couldn wouldn aren wasn weren about again also am because before after between both during each
  few more most other own same only once until through down further hello hi hey okay ok right now know like
  anything something someone somebody anyone anybody everything much many long often say says mean means give thing things
  one ones ll re ve`
    .trim()
    .split(/\s+/),
);

export const isFunctionWord = (word: string): boolean => functionWords.has(word) || /^[a-z]$/.test(word);
