import { LazyPage } from '../lazy-page.tsx';
import type { RegistryPageProps } from './registry-page.tsx';

const load = async () => (await import('./registry-page.tsx')).RegistryPage;

/** `#/registry` and `#/registry/<id>`. */
export const Registry = (props: RegistryPageProps) => <LazyPage what="the registry" load={load} props={props} />;
