import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { closeTour, openTour, tourIsOpen, tourWasSeen } from './tour-memory.ts';
import { TourPicture } from './tour-picture.tsx';
import { tourSteps } from './tour-steps.ts';
import './tour.css';

interface TourProps {
  /** Begins to talk, for those whom the tour has convinced. */
  readonly store: { start(): Promise<void> };
}

/**
 * The first visit's tour: a modal dialog in three steps. The browser keeps the focus within it, gives it back to where
 * it was, and makes the page behind it inert. It comes by itself once, on the conversation page: who follows a link to
 * another page wants that page.
 */
export function Tour({ store }: TourProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const index = useSignal(0);
  const isOpen = tourIsOpen.value;
  useEffect(() => {
    if (!tourWasSeen() && /^#?\/?$/.test(window.location.hash)) openTour();
  }, []);
  useEffect(() => {
    if (!isOpen) {
      dialog.current?.close();
      return;
    }
    index.value = 0;
    if (dialog.current && !dialog.current.open) dialog.current.showModal();
    title.current?.focus();
  }, [isOpen]);

  const show = (next: number) => {
    index.value = next;
    title.current?.focus();
  };
  const close = () => dialog.current?.close();
  const startTalking = () => {
    close();
    void store.start();
  };
  const step = tourSteps[index.value];
  if (!step) return null;
  const isLast = index.value === tourSteps.length - 1;
  return (
    <dialog ref={dialog} class="tour" aria-labelledby="tour-title" aria-describedby="tour-text" onClose={closeTour}>
      <TourPicture step={step.id} />
      <div class="tour-body">
        <p class="tour-place">
          Step {index.value + 1} of {tourSteps.length}
        </p>
        <h2 id="tour-title" ref={title} tabIndex={-1}>
          {step.title}
        </h2>
        <p id="tour-text">{step.text}</p>
        <div class="tour-actions">
          {!isLast && (
            <button type="button" class="tour-quiet" onClick={close}>
              Skip
            </button>
          )}
          {index.value > 0 && (
            <button type="button" class="tour-quiet" onClick={() => show(index.value - 1)}>
              Back
            </button>
          )}
          {step.link && (
            <a class="tour-link" href={step.link.href} onClick={close}>
              {step.link.label}
            </a>
          )}
          {isLast ? (
            <button type="button" class="tour-main" onClick={startTalking}>
              Start talking
            </button>
          ) : (
            <button type="button" class="tour-main" onClick={() => show(index.value + 1)}>
              Next
            </button>
          )}
        </div>
      </div>
    </dialog>
  );
}
