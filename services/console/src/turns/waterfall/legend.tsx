interface LegendProps {
  /** Two turns on one axis, and how they are called. */
  readonly names?: { readonly record: string; readonly ghost: string } | undefined;
}

/** What a bar's fillings mean. */
export function Legend({ names }: LegendProps) {
  return (
    <ul class="legend" aria-label="Legend">
      {names && (
        <>
          <li>
            <span class="swatch bar-part" data-kind="compute" /> {names.record}
          </li>
          <li>
            <span class="swatch is-ghost bar-part" data-kind="compute" /> {names.ghost}
          </li>
        </>
      )}
      <li>
        <span class="swatch bar-part" data-kind="compute" /> computing
      </li>
      <li>
        <span class="swatch bar-part" data-kind="queue" /> queueing
      </li>
      <li>
        <span class="swatch bar-part" data-kind="wait" /> waiting by rule
      </li>
      <li>
        <span class="swatch is-thin bar-part" data-kind="compute" /> work beside the path
      </li>
      <li>
        <span class="swatch budget-tick" /> budget
      </li>
    </ul>
  );
}
