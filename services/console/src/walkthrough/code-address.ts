/**
 * Where the code can be read, without a slash at its end: `https://git.example.org/cascade/blob/main`. Set when the page
 * is built; without it paths are shown as text that can be copied.
 */
const base: string = import.meta.env?.VITE_CASCADE_CODE_URL ?? '';

/** The address of a path of the repository; undefined when no address is known. */
export const codeAddress = (path: string, codeUrl: string = base): string | undefined =>
  codeUrl === '' ? undefined : `${codeUrl.replace(/\/+$/, '')}/${path}`;
