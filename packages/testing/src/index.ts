export * from './stage-contract.ts';
export * from './turn-record.ts';
export * from './virtual-clock.ts';
