/** What the page remembers in this browser. Private windows may forbid storage: then it remembers nothing. */
import type { Consent, TurnPolicy } from '@cascade/contracts';

const prefix = 'cascade.';

export function readPreference(name: string, storage: () => Storage = () => localStorage): string | undefined {
  try {
    return storage().getItem(prefix + name) ?? undefined;
  } catch {
    return undefined;
  }
}

export function writePreference(
  name: string,
  value: string | undefined,
  storage: () => Storage = () => localStorage,
): void {
  try {
    if (value === undefined) storage().removeItem(prefix + name);
    else storage().setItem(prefix + name, value);
  } catch {
    // Nothing depends on it.
  }
}

/** As the service takes it for granted: times and counts, no words, no audio. */
const defaultConsent: Consent = { telemetry: true, transcripts: false, audio_review: false };

export function readConsent(): Consent {
  try {
    const stored: unknown = JSON.parse(readPreference('consent') ?? '{}');
    return { ...defaultConsent, ...pickBooleans(stored) };
  } catch {
    return defaultConsent;
  }
}

/** Most patient first. */
export const turnPolicies = ['patient', 'balanced', 'eager'] as const satisfies readonly TurnPolicy[];

export const readTurnPolicy = (): TurnPolicy =>
  turnPolicies.find((policy) => policy === readPreference('turn-policy')) ?? 'balanced';

export const writeConsent = (consent: Consent) => writePreference('consent', JSON.stringify(consent));

function pickBooleans(value: unknown): Partial<Consent> {
  if (typeof value !== 'object' || value === null) return {};
  const known = Object.entries(value).filter(([key, one]) => key in defaultConsent && typeof one === 'boolean');
  return Object.fromEntries(known);
}
