import { findPhoneNumbersInText } from 'libphonenumber-js/min';
import { spokenAddresses, spokenDigitRuns, spokenEmails } from './spoken-detectors.ts';
import type { Stretch } from './stretch.ts';

/** Finds every stretch of one kind; may find too much rather than too little. */
type Detector = (text: string) => Stretch[];

export const detectorNames = ['email', 'phone', 'card', 'account', 'address', 'secret'] as const;
export type DetectorName = (typeof detectorNames)[number];

const matches = (text: string, pattern: RegExp): Stretch[] =>
  Array.from(text.matchAll(pattern), ({ index, 0: found }) => ({ start: index, end: index + found.length }));

/** Luhn's check of card numbers: ISO/IEC 7812-1, annex B. */
function isLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

const cardLengths = [13, 14, 15, 16, 17, 18, 19];

/** A run of digits that holds a card's number somewhere: next to it may stand others, with no more than a space between. */
const cards: Detector = (text) =>
  matches(text, /(?<!\d)\d(?:[ .-]?\d){12,}(?!\d)/g).filter(({ start, end }) => {
    const digits = text.slice(start, end).replace(/\D/g, '');
    return cardLengths.some((length) =>
      Array.from({ length: Math.max(0, digits.length - length + 1) }, (_, at) => digits.slice(at, at + length)).some(
        isLuhn,
      ),
    );
  });

/** The library knows the numbering plans; bare runs of digits that a recognizer writes are longer than anything else said. */
const phones: Detector = (text) => [
  ...findPhoneNumbersInText(text, { defaultCountry: 'US' }).map(({ startsAt, endsAt }) => ({
    start: startsAt,
    end: endsAt,
  })),
  ...matches(text, /(?<![\d.])\+?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}(?!\d)/g),
  ...matches(text, /(?<![\d.])\d{3}[ -]\d{4}(?![\d.])/g),
  ...spokenDigitRuns(text),
];

const emails: Detector = (text) => [
  ...matches(text, /[\p{L}\p{N}._%+-]+@(?:[\p{L}\p{N}-]+\.)+(?:xn--[\p{L}\p{N}-]+|\p{L}{2,})/gu),
  ...spokenEmails(text),
];

/** Social security numbers and international bank accounts (ISO 13616). */
const accounts: Detector = (text) => [
  ...matches(text, /(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)/g),
  ...matches(text, /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g),
];

const streetKinds =
  'street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|square|sq|terrace|parkway|pkwy|highway|hwy|way|circle';

const addresses: Detector = (text) => [
  ...matches(
    text,
    new RegExp(
      `\\b\\d{1,6}[a-z]?\\s+(?:[\\p{L}\\p{N}.'’-]+\\s+){1,4}(?:${streetKinds})\\b\\.?(?:,?\\s+(?:apartment|apt|suite|unit|floor|#)\\.?\\s*[\\p{L}\\p{N}-]+)?`,
      'giu',
    ),
  ),
  ...spokenAddresses(text),
];

/** Keys and tokens by their well-known beginnings, and what is called a secret in so many words. */
const secrets: Detector = (text) => [
  ...matches(text, /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g),
  ...matches(text, /\b(?:sk|pk|rk|ghp|gho|ghs|xox[abprs]|glpat|csk|AKIA|ASIA|AIza)[-_]?[A-Za-z0-9_-]{16,}/g),
  ...matches(text, /\bBearer\s+[\w.~+/=-]{8,}/gi),
  ...matches(text, /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g),
  ...matches(text, /(?<=\/\/[^\s:@/]{0,100}:)[^\s@/]+(?=@)/g),
  ...matches(
    text,
    /(?<=\b(?:password|passcode|passphrase|pin(?: code)?|api[ _-]?key|secret|token)\b["']?\s*(?:is|was|[:=])\s*["']?)[^\s"',;]{3,}/gi,
  ),
];

export const detectors: Readonly<Record<DetectorName, Detector>> = {
  email: emails,
  phone: phones,
  card: cards,
  account: accounts,
  address: addresses,
  secret: secrets,
};
