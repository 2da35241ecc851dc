import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import type { WalkthroughProps } from './walkthrough-page.tsx';

/** The page with its texts comes when it is first opened: they are larger than all of the console's script. */
export function Walkthrough(props: WalkthroughProps) {
  const page = useSignal<ComponentType<WalkthroughProps> | 'loading' | 'failed'>('loading');
  const attempt = useSignal(0);
  useEffect(() => {
    let isGone = false;
    import('./walkthrough-page.tsx').then(
      (loaded) => {
        if (!isGone) page.value = loaded.WalkthroughPage;
      },
      () => {
        if (!isGone) page.value = 'failed';
      },
    );
    return () => {
      isGone = true;
    };
  }, [attempt.value]);

  const Page = page.value;
  if (Page === 'loading') return <p role="status">Loading the walkthrough …</p>;
  if (Page === 'failed') {
    return (
      <p role="alert">
        The walkthrough could not be loaded.{' '}
        <button
          type="button"
          onClick={() => {
            page.value = 'loading';
            attempt.value += 1;
          }}
        >
          Try again
        </button>
      </p>
    );
  }
  return <Page {...props} />;
}
