import { LazyPage } from '../lazy-page.tsx';

const load = async () => (await import('./listening-page.tsx')).ListeningPage;

/** `#/listen`. */
export const Listening = () => <LazyPage what="the listening test" load={load} props={{}} />;
