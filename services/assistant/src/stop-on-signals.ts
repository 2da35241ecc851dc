import type { Assistant } from './assistant.ts';

/**
 * The first SIGTERM or SIGINT lets running turns end, a second one does not wait for them. Then the process exits with 0.
 */
export function stopOnSignals(assistant: Pick<Assistant, 'drain' | 'close'>): void {
  const close = () => void assistant.close().then(() => process.exit(0));
  let draining = false;
  const stop = () => {
    if (draining) return close();
    draining = true;
    void assistant.drain().then(close);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
