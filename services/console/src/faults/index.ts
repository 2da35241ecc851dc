export { FaultBanner } from './fault-banner.tsx';
export { FaultPanel, faultPanelId } from './fault-panel.tsx';
export { createFaultService, type FaultService } from './fault-service.ts';
export { createFaults, type Faults } from './faults.ts';
export { followFaults } from './follow-faults.ts';
