import type { RegistryEntryView } from '@cascade/contracts';

/** The model registry over HTTP. */
export interface RegistryService {
  /** @throws Error with a sentence to show */
  registry(): Promise<readonly RegistryEntryView[]>;
}

const refusals: Readonly<Record<number, string>> = {
  401: 'The service wants an API key with the scope “records” for this: give one in the settings.',
  403: 'Your key lacks the scope “records”. Ask for one that has it.',
  404: 'This service does not tell its registry.',
};

/** @param send a request to the service's own address, with the key that it wants */
export const createRegistryService = (send: (method: 'GET', path: string) => Promise<Response>): RegistryService => ({
  async registry() {
    const response = await send('GET', '/v1/registry').catch(() => {
      throw new Error('The service does not answer.');
    });
    if (response.ok) return ((await response.json()) as { data: readonly RegistryEntryView[] }).data;
    const body = (await response.json().catch(() => ({}))) as { error?: { message?: string } };
    throw new Error(refusals[response.status] ?? body.error?.message ?? `The service answered ${response.status}.`);
  },
});
