import { describe, expect, test } from 'vitest';
import { normalizeForSpeech } from './normalize-for-speech.ts';

const cases: Readonly<Record<string, readonly (readonly [written: string, said: string])[]>> = {
  times: [
    ['Come at 10AM.', 'Come at 10 A.M.'],
    ['at 2pm.', 'at 2 PM.'],
    ['9am-5pm', '9 A.M. to 5 P.M.'],
    ['9–5 pm', '9 to 5 P.M.'],
    ['from 9:30-10:45', 'from 9:30 to 10:45'],
    ['3 p.m. PT', '3 P.M PT'],
    ['in 3:58:21', 'in 3 hours, 58 minutes and 21 seconds'],
    ['0:01:30', '1 minute and 30 seconds'],
    ['1h 30m', '1 hour 30 minutes'],
    ['at 00:30', 'at 12:30 A.M.'],
    ['at 15:00', 'at 15 hundred'],
  ],
  dates: [
    ['on Dec. 31st, 1999', 'on December 31st, 1999'],
    ['Jan 5-7', 'January 5th to 7th'],
    ['Wed., Nov. 22', 'Wednesday, November 22'],
    ['Mon-Fri', 'Monday to Friday'],
    ['Jan–Mar 2024', 'January to March 2024'],
    ['in Sept. or in Jan.', 'in September or in January.'],
    ['We orbit the Sun. It is hot.', 'We orbit the Sun. It is hot.'],
    ['24/7 since 9/11', '24 7 since 9 11'],
  ],
  money: [
    ['$12.5 each', '$12.50 each'],
    ['$5-10', '5 to $10'],
    ['$1.5–2 million', '1.5 to 2 million dollars'],
    ['-$5', 'minus $5'],
    ['US$20 or 1 USD', '20 US dollars or 1 US dollar'],
    ['20 € and 5$', '20 euros and 5 dollars'],
    ['$5/mo and $2.50/lb', '$5 per month and $2.50 per pound'],
    ['a $20 bill', 'a 20 dollar bill'],
    ['£3bn', '3 billion pounds'],
    ['$0.0025', '0.0025 dollars'],
  ],
  addresses: [
    [
      '123 N. Main St., Apt. 4B, Springfield, IL 62704',
      '123 North Main Street, Apartment 4B, Springfield, Illinois, 6 2 7 0 4',
    ],
    ['Dr. Lee lives on Elm Dr.', 'Dr. Lee lives on Elm Drive.'],
    ['on Main St. It is red.', 'on Main Street. It is red.'],
    ['99 Oak Ave Suite 5', '99 Oak Avenue Suite 5'],
    ['near St. Paul St. today', 'near St. Paul Street today'],
    ['in Portland, OR today', 'in Portland, Oregon today'],
    ['Well, OK then', 'Well, OK then'],
    ['zip code 02139', 'zip code 0 2 1 3 9'],
  ],
  telephones: [
    ['(415) 555-2671', '4 1 5, 5 5 5, 2 6 7 1'],
    ['1-800-555-0199.', '1, 8 0 0, 5 5 5, 0 1 9 9.'],
    ['+44 20 7946 0958', 'plus 4 4, 2 0, 7 9 4 6, 0 9 5 8'],
    ['Call 911 now', 'Call 9 1 1 now'],
    ['ext. 42', 'extension 4 2'],
  ],
  internet: [
    ['bob.smith@example.com.', 'bob dot smith at example dot com.'],
    ['(see https://www.example.com/a/b/c?d=1#e)', '(see example dot com slash a slash b)'],
    ['example.com works', 'example dot com works'],
    ['node.js and e.g. that', 'node.js and for example that'],
    ['v2.0.1 on 192.168.0.1', 'version 2 point 0 point 1 on 192 dot 168 dot 0 dot 1'],
    ['C#', 'C sharp'],
  ],
  units: [
    ['5 m and 2.5 L', '5 meters and 2.5 liters'],
    ['1 g', '1 gram'],
    [`6'2"`, '6 feet 2 inches'],
    ['5 ft 10 in', '5 feet 10 inches'],
    ['a 5-km run', 'a 5 kilometer run'],
    ['9.8 m/s² and 50 m²', '9.8 meters per second squared and 50 square meters'],
    ['90 mg/dL', '90 milligrams per deciliter'],
    ['1 1/2 tsp', '1 and one half teaspoons'],
    ['1/4 tsp', '1/4 teaspoon'],
    ['20 degrees C', '20 degrees Celsius'],
    ['$5 m', '$5 m'],
    ['5G and 4K', '5G and 4K'],
    ['a 3 lb. bag', 'a 3 lb bag'],
  ],
  mathematics: [
    ['10 - 4 = 6', '10 minus 4 = 6'],
    ['8 / 2 = 4', '8 divided by 2 = 4'],
    ['3 x 3 is 9', '3 times 3 is 9'],
    ['a 3x4 grid', 'a 3 by 4 grid'],
    ['2x faster', '2 times faster'],
    ['x² + 2^3', 'x squared + 2 cubed'],
    ['≈ 3', 'about 3'],
    ['a 4:1 lead', 'a 4 to 1 lead'],
    ['at 4:15', 'at 4:15'],
    ['8/10', '8 out of 10'],
    ['5-6%', '5 to 6%'],
    ['pages 10-12.', 'pages 10 to 12.'],
    ['2½ cups', '2 and one half cups'],
    ['−5', '-5'],
  ],
  abbreviations: [
    ['fruit, e.g. pears, i.e. that', 'fruit, for example pears, that is that'],
    ['pens, etc. are', 'pens, etc are'],
    ['no. 5 on p. 3', 'number 5 on page 3'],
    ['Is it? no.', 'Is it? no.'],
    ['(est. 1851)', '(established 1851)'],
    ['King Jr. Day', 'King Junior Day'],
  ],
  'long numbers': [
    ['Agent 007', 'Agent 0 0 7'],
    ['number 1029384756', 'number 1 0 2, 9 3 8, 4 7 5 6'],
    ['about 8000000 and 1234567 stars', 'about 8000000 and 1234567 stars'],
    ['code 4821', 'code 4 8 2 1'],
    ['1234 5678 9012 3456', '1 2 3 4, 5 6 7 8, 9 0 1 2, 3 4 5 6'],
  ],
};

for (const [name, sentences] of Object.entries(cases)) {
  describe(name, () => {
    test.each(sentences)('%j is said as %j', (written, said) => {
      expect(normalizeForSpeech(written)).toBe(said);
    });
  });
}

test('what the voice reads well is left as it is', () => {
  for (const text of [
    'It costs $5.20, or $3.2 million.',
    'At 7:30 on 10/12/2019, Jan 5, 2021 and 2019-10-12.',
    'It is 20°C, 5 km or 3 hrs away, 25% off.',
    'Mr. and Mrs. Smith, Henry VIII and World War II.',
    'The 21st of May, the 1990s, 1,234.5 and 2-3 days.',
  ]) {
    expect(normalizeForSpeech(text)).toBe(text);
  }
});
