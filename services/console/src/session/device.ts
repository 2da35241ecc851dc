import { version } from '../../package.json';

/** What a turn record may say of the device: coarse, nothing that names a person. */
export function deviceFacts(navigator: Navigator): Record<string, string> {
  const { effectiveType } = (navigator as { connection?: { effectiveType?: string } }).connection ?? {};
  return {
    app_version: `cascade-console ${version}`,
    browser: browserOf(navigator.userAgent),
    device: /Mobi|Android|iPhone|iPad/.test(navigator.userAgent) ? 'phone' : 'desktop',
    locale: navigator.language,
    ...(effectiveType === undefined ? {} : { network: effectiveType }),
  };
}

/** Name and main version. Order matters: everyone claims to be someone else as well. */
export function browserOf(userAgent: string): string {
  const patterns: readonly [string, RegExp][] = [
    ['edge', /Edg(?:e|A|iOS)?\/(\d+)/],
    ['opera', /OPR\/(\d+)/],
    ['firefox', /(?:Firefox|FxiOS)\/(\d+)/],
    ['chrome', /(?:HeadlessChrome|Chrome|CriOS)\/(\d+)/],
    ['safari', /Version\/(\d+).*Safari/],
  ];
  for (const [name, pattern] of patterns) {
    const version = pattern.exec(userAgent)?.[1];
    if (version !== undefined) return `${name} ${version}`;
  }
  return 'other';
}
