import type { FaultRequest, FaultSwitch } from '@cascade/contracts';

/** Why the page may not switch faults. */
export type FaultRefusal = 'no-key' | 'no-rights' | 'absent' | 'failed';

/** What the service answered instead; the message is a sentence to show. */
export class FaultsRefused extends Error {
  readonly refusal: FaultRefusal;

  constructor(refusal: FaultRefusal, message: string) {
    super(message);
    this.name = 'FaultsRefused';
    this.refusal = refusal;
  }
}

/** Fault switches over HTTP. All methods throw `FaultsRefused`. */
export interface FaultService {
  faults(): Promise<readonly FaultSwitch[]>;
  switchOn(request: FaultRequest): Promise<void>;
  switchOff(id: string): Promise<void>;
}

/** @param send a request to the service's own address, with the key that it wants */
export function createFaultService(
  send: (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => Promise<Response>,
): FaultService {
  const path = '/v1/faults';
  const ask = async (...request: Parameters<typeof send>): Promise<Response> => {
    const response = await send(...request).catch(() => {
      throw new FaultsRefused('failed', 'The service does not answer.');
    });
    if (!response.ok) throw await refusalOf(response);
    return response;
  };
  return {
    async faults() {
      const { data } = (await (await ask('GET', path)).json()) as { data: readonly FaultSwitch[] };
      return data;
    },
    async switchOn(request) {
      await ask('POST', path, request);
    },
    async switchOff(id) {
      try {
        await ask('DELETE', `${path}/${encodeURIComponent(id)}`);
      } catch (error) {
        // It has gone off by itself meanwhile.
        if (!(error instanceof FaultsRefused && error.refusal === 'absent')) throw error;
      }
    },
  };
}

async function refusalOf(response: Response): Promise<FaultsRefused> {
  switch (response.status) {
    case 401:
      return new FaultsRefused('no-key', 'The service wants an API key with the scope “debug” for this.');
    case 403:
      return new FaultsRefused('no-rights', 'Your key lacks the scope “debug”. Ask for one that has it.');
    case 404:
      return new FaultsRefused('absent', 'This service has no fault switches.');
    default: {
      const body = (await response.json().catch(() => ({}))) as { error?: { message?: string } };
      return new FaultsRefused('failed', body.error?.message ?? `The service answered ${response.status}.`);
    }
  }
}
