export { type GatewayConfig, gatewayConfigDefinition, loadGatewayConfig } from './config.ts';
export type { ConnectionInput, GatewayConnection, SessionEvent } from './connection.ts';
export type { GatewayCounters } from './counters.ts';
export { realtimePath } from './edge/admission.ts';
export { createGateway, type Gateway } from './gateway.ts';
export type { GatewayOptions } from './options.ts';
