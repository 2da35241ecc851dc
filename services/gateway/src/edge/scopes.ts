export const scopes = ['talk', 'records', 'debug'] as const;
/** `talk`: hold conversations. `records`: see turn records and decisions. `debug`: metrics and fault switches. */
export type Scope = (typeof scopes)[number];
