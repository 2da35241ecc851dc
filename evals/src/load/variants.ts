/** One way to set up the service: what its environment says on top of everybody's. */
export interface Variant {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
}

const settingName = /^[A-Z][A-Z0-9_]*$/;

/**
 * The short form: one setting with two values, `CASCADE_STORE=off,turns.db`. A value may be empty.
 *
 * @throws Error whose message says what it takes
 */
export function parseComparison(text: string): Variant[] {
  const at = text.indexOf('=');
  const [name, values] = [text.slice(0, at), text.slice(at + 1).split(',')];
  if (at < 0 || !settingName.test(name) || values.length !== 2 || values[0] === values[1]) {
    throw new Error(`--compare takes a setting and two values, CASCADE_TURN_SPECULATION=true,false, not "${text}".`);
  }
  return values.map((value) => ({ name: `${name}=${value}`, environment: { [name]: value } }));
}

/**
 * The long form: `bare:CASCADE_STORE=off,CASCADE_LOG_LEVEL=silent`. A comma begins a new setting only where one follows, so that
 * values may hold commas; `NAME:` alone changes nothing.
 *
 * @throws Error whose message says what it takes
 */
export function parseVariant(text: string): Variant {
  const at = text.indexOf(':');
  const name = text.slice(0, at);
  const list = text.slice(at + 1);
  const settings = list === '' ? [] : list.split(/,(?=[A-Z][A-Z0-9_]*=)/);
  const pairs = settings.map((setting) => [
    setting.slice(0, setting.indexOf('=')),
    setting.slice(setting.indexOf('=') + 1),
  ]);
  if (at < 1 || pairs.some(([key = '']) => !settingName.test(key))) {
    throw new Error(
      `--variant takes a name and settings, bare:CASCADE_STORE=off,CASCADE_LOG_LEVEL=silent, not "${text}".`,
    );
  }
  return { name, environment: Object.fromEntries(pairs) };
}
