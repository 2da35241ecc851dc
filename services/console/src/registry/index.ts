export { Registry } from './registry.tsx';
export { createRegistryService, type RegistryService } from './registry-service.ts';
