export { Tour } from './tour.tsx';
export { openTour } from './tour-memory.ts';
