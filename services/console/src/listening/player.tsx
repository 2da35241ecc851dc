import { useEffect, useMemo } from 'preact/hooks';

interface PlayerProps {
  readonly name: string;
  /** Base64. */
  readonly wav: string;
  /** Heard to its end. */
  readonly onHeard: () => void;
}

/** One side of a pair, by the browser's own controls: as often as one likes. */
export function Player({ name, wav, onHeard }: PlayerProps) {
  const address = useMemo(() => {
    const bytes = Uint8Array.from(atob(wav), (character) => character.charCodeAt(0));
    return URL.createObjectURL(new Blob([bytes], { type: 'audio/wav' }));
  }, [wav]);
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  return (
    <figure class="listening-side">
      <figcaption>{name}</figcaption>
      {/* biome-ignore lint/a11y/useMediaCaption: what is said stands above, as text */}
      <audio controls src={address} aria-label={`Voice ${name}`} onEnded={onHeard} />
    </figure>
  );
}
