import './styles/index.css';

export { compareAddress, sessionAddress, turnAddress } from './addresses.ts';
export { turnOutcome } from './derive/turn-outcome.ts';
export { ComparePage, SessionStrip, SessionView, TurnPage, TurnPanel } from './views.tsx';
