export * from './stage-contract.ts';
export * from './virtual-clock.ts';
