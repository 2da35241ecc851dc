export { createFaultSwitches, type FaultSwitches } from './fault-switches.ts';
export { faultsOf } from './faults-of.ts';
export { withFaults, withInputFaults } from './with-faults.ts';
