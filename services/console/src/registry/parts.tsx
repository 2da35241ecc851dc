import type { RegistryEntryView } from '@cascade/contracts';

/** Ids have slashes and signs in them. */
export const addressOf = (id: string): string => `#/registry/${encodeURIComponent(id)}`;

export const StatusMark = ({ status }: { readonly status: RegistryEntryView['status'] }) => (
  <span class="registry-status" data-status={status}>
    {status}
  </span>
);
