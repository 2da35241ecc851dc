/** Tries settings on recorded clips: a table of named ones, and the curves of the picture. */
import { type Figures, figuresOf } from './figures.ts';
import { curves, type NamedSettings, namedSettings } from './lab-settings.ts';
import type { RecordedClip } from './recorded-clip.ts';
import { type ClipEnding, replayClip } from './replay-clip.ts';
import { isIn, slicesOf } from './slices.ts';

export interface SettingsResult {
  readonly name: string;
  readonly isDefault: boolean;
  readonly bySlice: Readonly<Record<string, Figures>>;
}

export interface LabResult {
  readonly slices: readonly string[];
  readonly named: readonly SettingsResult[];
  readonly curves: readonly { readonly name: string; readonly points: readonly SettingsResult[] }[];
  /** Clip by clip, with the default settings. */
  readonly endings: readonly ClipEnding[];
}

/** Panels of the picture. */
const mostSlices = 9;

export function sweep(clips: readonly RecordedClip[]): LabResult {
  const slices = slicesOf(clips, mostSlices);
  const tryOut = ({ name, settings, isDefault = false }: NamedSettings): SettingsResult => {
    const endings = clips.map((clip) => replayClip(clip, settings));
    const bySlice = slices.map((slice) => [slice, figuresOf(endings.filter((ending) => isIn(slice, ending)))]);
    return { name, isDefault, bySlice: Object.fromEntries(bySlice) };
  };
  const standard = namedSettings.find(({ isDefault }) => isDefault)!;
  return {
    slices,
    named: namedSettings.map(tryOut),
    curves: curves.map(({ name, points }) => ({ name, points: points.map(tryOut) })),
    endings: clips.map((clip) => replayClip(clip, standard.settings)),
  };
}
