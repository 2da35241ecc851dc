import type { ComponentChildren } from 'preact';

/** Holds what may be wider or taller than its place; the keyboard can scroll it. */
export function ScrollRegion(props: {
  readonly name: string;
  readonly isTall?: boolean;
  readonly children: ComponentChildren;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section class={props.isTall ? 'table-scroll is-tall' : 'table-scroll'} aria-label={props.name} tabIndex={0}>
      {props.children}
    </section>
  );
}
