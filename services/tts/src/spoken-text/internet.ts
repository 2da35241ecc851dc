import { applyRules, type TextRule } from './text-rule.ts';

/** Endings that make a dotted word an internet address. Others are left alone: `node.js`, `e.g`. */
const DOMAINS = 'com|org|net|edu|gov|io|dev|app|ai|co\\.uk|uk|de|fr|info|biz|ca|au|tv';
/** A path beyond this many parts is not read: nobody remembers it. */
const SPOKEN_PATH_PARTS = 2;
const SIGN_NAMES: Readonly<Record<string, string>> = {
  '.': 'dot',
  '-': 'dash',
  _: 'underscore',
  '+': 'plus',
  '~': 'tilde',
};

const readName = (name: string): string =>
  name
    .replace(/[.\-_+~]/g, (sign) => ` ${SIGN_NAMES[sign]} `)
    .replace(/\s+/g, ' ')
    .trim();

/** Host and the start of the path; scheme, `www.`, query and fragment are left out. */
function readAddress(address: string): string {
  const [host = '', ...path] = address
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/^www\./i, '')
    .replace(/[?#].*$/, '')
    .split('/')
    .filter((part) => part !== '');
  const spoken = [host, ...path.slice(0, SPOKEN_PATH_PARTS)].map(readName);
  return spoken.join(' slash ');
}

const rules: readonly TextRule[] = [
  {
    pattern: /(?<![\w.+-])([\w+-]+(?:\.[\w+-]+)*)@([\w-]+(?:\.[\w-]+)+)(?<![.-])/gu,
    say: (match) => `${readName(match[1]!)} at ${readName(match[2]!)}`,
  },
  {
    pattern: /(?<!\w)(?:https?:\/\/|ftp:\/\/|www\.)[^\s<>"]+[^\s<>".,;:!?'”’)\]}]/giu,
    say: (match) => readAddress(match[0]),
  },
  {
    pattern: new RegExp(
      `(?<![\\w.@/-])(?:[a-z0-9][\\w-]*\\.)+(?:${DOMAINS})(?![\\w-])(?!\\.\\w)(?:/[\\w./~-]*[\\w/])?`,
      'gu',
    ),
    say: (match) => readAddress(match[0]),
  },
  // Chemistry is spelled: "C O 2", where a dictionary would say "co".
  { pattern: /(?<!\w)CO[2₂](?!\w)/gu, say: () => 'C O 2' },
  { pattern: /(?<!\w)([A-G])#(?!\w)/gu, say: (match) => `${match[1]} sharp` },
  // Versions and addresses of machines: more than one dot.
  {
    pattern: /(?<![\w.])(v)?(\d+(?:\.\d+){2,})(?![\w]|\.\d)/gu,
    say: (match) => {
      const parts = match[2]!.split('.');
      const joined = parts.map((part) => part.replace(/^0+(?=\d)/, '')).join(parts.length === 4 ? ' dot ' : ' point ');
      return (match[1] === undefined ? '' : 'version ') + joined;
    },
  },
  // The number of a model: "GPT-3.5".
  { pattern: /(?<=[A-Za-z]-)(\d+)\.(\d+)(?![\w.]\d)/gu, say: ([, whole, part]) => `${whole} point ${part}` },
  { pattern: /(?<![\w.])v(\d+(?:\.\d+)?)(?!\w|\.\d)/gu, say: (match) => `version ${match[1]}` },
];

/** Web and mail addresses, versions, machine addresses: `bob@example.com` is "bob at example dot com". */
export function readInternet(text: string): string {
  return applyRules(text, rules);
}
