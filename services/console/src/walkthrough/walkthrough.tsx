import { LazyPage } from '../lazy-page.tsx';
import type { WalkthroughProps } from './walkthrough-page.tsx';

const load = async () => (await import('./walkthrough-page.tsx')).WalkthroughPage;

/** Its texts are larger than all of the console's script. */
export const Walkthrough = (props: WalkthroughProps) => <LazyPage what="the walkthrough" load={load} props={props} />;
