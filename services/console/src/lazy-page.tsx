import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';

interface LazyPageProps<Props> {
  /** As in a sentence: "the walkthrough". */
  readonly what: string;
  load(): Promise<ComponentType<Props>>;
  readonly props: Props;
}

/** A page whose script comes when it is first opened; talking does not wait for it. */
export function LazyPage<Props extends object>({ what, load, props }: LazyPageProps<Props>) {
  const page = useSignal<ComponentType<Props> | 'loading' | 'failed'>('loading');
  const attempt = useSignal(0);
  useEffect(() => {
    let isGone = false;
    load().then(
      (loaded) => {
        if (!isGone) page.value = loaded;
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
  if (Page === 'loading') return <p role="status">Loading {what} …</p>;
  if (Page === 'failed') {
    return (
      <p role="alert">
        {what[0]?.toUpperCase()}
        {what.slice(1)} could not be loaded.{' '}
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
