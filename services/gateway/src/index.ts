export { type GatewayConfig, gatewayConfigDefinition, loadGatewayConfig } from './config.ts';
export type { ConnectionInput, GatewayConnection, SessionEvent } from './connection.ts';
export type { GatewayCounters } from './counters.ts';
export { createGateway, type Gateway, type GatewayOptions, realtimePath } from './gateway.ts';
