/** The models a visitor asks about, in the order of the path, by the service's own names. */
export interface ShownModel {
  readonly what: string;
  readonly name: string;
}

const shown: readonly (readonly [stage: string, what: string])[] = [
  ['asr', 'Recognizer'],
  ['turn', 'End of turn'],
  ['planner', 'Language model'],
  ['tts', 'Voice'],
];

/** @param versions as `/readyz` tells them: a stage's first by the stage's name, further ones as `stage.what` */
export function mainModels(versions: Readonly<Record<string, string>>): readonly ShownModel[] {
  return shown.flatMap(([stage, what]) => {
    const name = versions[stage];
    return name === undefined ? [] : [{ what, name: withoutPackage(name) }];
  });
}

/** `moonshine-tiny-en@npm:2.0` says more than there is room for. */
const withoutPackage = (name: string) => name.replace(/@.*$/, '');
