import './styles/index.css';

export { compareAddress, sessionAddress, turnAddress } from './addresses.ts';
export { mainOwner } from './derive/owned-overruns.ts';
export { turnOutcome } from './derive/turn-outcome.ts';
export { download } from './download.ts';
export { ScrollRegion } from './scroll-region.tsx';
export { Sources } from './sources.tsx';
export { traceViewer } from './trace-viewer.ts';
export { ComparePage, SessionStrip, SessionView, TurnPage, TurnPanel } from './views.tsx';
