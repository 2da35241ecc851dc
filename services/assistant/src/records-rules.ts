import { builtInBudgets, loadBudgetDeclaration, turnBudgetsOf } from '@cascade/budget';
import { CascadeError } from '@cascade/contracts';
import { readPriceCard } from '@cascade/cost';
import { type RedactorOptions, secretKeys } from '@cascade/telemetry';
import type { RecordRules } from './records.ts';
import type { RecordsConfig } from './records-config.ts';

export interface LoadedRules extends RecordRules {
  /** For `judgeTurn`: voice-to-voice is no stage. */
  readonly profile: { readonly name: string; readonly budgetsMs: Readonly<Record<string, number>> };
}

/**
 * What turns are judged and priced by, from the files that the configuration names.
 *
 * @throws CascadeError `invalid_file` when a file is not what it should be, `invalid_config` when there is no such profile
 */
export async function loadRecordRules(
  config: Pick<RecordsConfig, 'budgets' | 'priceCard'>,
  profileName: string,
): Promise<LoadedRules> {
  const { profiles, teams } = config.budgets === '' ? builtInBudgets : await loadBudgetDeclaration(config.budgets);
  const declared = Object.hasOwn(profiles, profileName) ? profiles[profileName] : undefined;
  if (!declared) {
    const known = Object.keys(profiles).join(', ');
    throw new CascadeError(
      'invalid_config',
      `CASCADE_BUDGET_PROFILE: there is no profile "${profileName}", only ${known}; CASCADE_BUDGETS names a file of others.`,
    );
  }
  const budgetsMs = turnBudgetsOf(declared);
  const { voice_to_voice: _, ...ofStages } = budgetsMs;
  const priceCard = readPriceCard(config.priceCard === '' ? undefined : config.priceCard);
  return { budgetsMs, teams, priceCard, profile: { name: profileName, budgetsMs: ofStages } };
}

/** As the configuration has it, for the redactor of records and that of the log. */
export const redactionOf = (config: RecordsConfig): RedactorOptions => ({
  detect: config.redact,
  patterns: config.redactPatterns,
  keys: [...secretKeys, ...config.redactKeys],
});
