/** "Salt and pepper" is one thing to buy. */
const oneThing =
  /\b(salt and pepper|mac and cheese|fish and chips|peanut butter and jelly|bread and butter pickles)\b/g;

/** "Milk, two apples and bread" as entries. */
export function entriesIn(text: string): readonly string[] {
  const kept = text.replace(oneThing, (pair) => pair.replace(' and ', ' & '));
  return kept
    .split(/ and (?:also |then )?|(?: as well as | plus )/)
    .map((entry, index) =>
      (index === 0 ? entry : entry.replace(/^add /, ''))
        .replace(' & ', ' and ')
        .replace(/^(?:and|some|the|also|an?) /, '')
        .replace(/ (?:and|too|also|as well)$/, '')
        .trim(),
    )
    .filter((entry) => entry !== '' && entry !== 'and');
}
