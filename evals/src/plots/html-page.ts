/** Pages that need nothing else: no script, no font, no picture from elsewhere. */

/** Text that came from outside, for a page. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const style = `
  body { font: 15px/1.5 system-ui, sans-serif; color: #222; background: #fff; max-width: 66rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
  .lead { font-size: 1.1rem; max-width: 52rem; }
  .scroll { overflow-x: auto; }
  table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
  th, td { text-align: left; padding: 0.25rem 0.7rem; border-bottom: 1px solid #e4e4e4; vertical-align: top; }
  th { border-bottom-color: #999; white-space: nowrap; } td:first-child { white-space: nowrap; }
  td.bad { color: #a82315; font-weight: 600; } td.good { color: #1f6d55; } td.unsure { color: #8a6100; } td:is(.bad, .good, .unsure) { white-space: nowrap; }
  figure { margin: 0.5rem 0; } figcaption { font-size: 13px; font-weight: 600; }
  .charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(460px, 100%), 1fr)); gap: 0.5rem 1rem; }
  svg { max-width: 100%; height: auto; }
  p.note { color: #555; font-size: 13px; max-width: 48rem; }
`;

/**
 * @param body HTML whose outside text has been escaped
 * @param extra rules of style that only this page needs, and whether it carries sounds: within itself, or in
 * files beside it
 */
export const htmlPage = (
  title: string,
  body: string,
  extra: { readonly style?: string; readonly sounds?: boolean | 'beside' } = {},
): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'${mediaRule(extra.sounds)}">
<title>${escapeHtml(title)}</title>
<style>${style}${extra.style ?? ''}</style>
</head>
<body>
${body}
</body>
</html>
`;

/** A page that was opened from a disk has no origin, so `'self'` is nobody there. */
function mediaRule(sounds: boolean | 'beside' | undefined): string {
  if (sounds === 'beside') return "; media-src 'self' file:";
  return sounds ? '; media-src data:' : '';
}

/** @param marks the class (good, bad, unsure) of cells with a certain text */
export function htmlTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  marks: Readonly<Record<string, 'good' | 'bad' | 'unsure'>> = {},
): string {
  const cell = (text: string) => {
    const mark = Object.hasOwn(marks, text) ? ` class="${marks[text]}"` : '';
    return `<td${mark}>${escapeHtml(text)}</td>`;
  };
  const body = rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n');
  const names = head.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('');
  return `<div class="scroll"><table><thead><tr>${names}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** @param svg a chart of `renderChart`; may be shrunk on a narrow screen */
export function htmlFigure(
  title: string,
  svg: string,
  { width, height }: { readonly width: number; readonly height: number },
): string {
  const shrinkable = svg.includes('viewBox') ? svg : svg.replace('<svg ', `<svg viewBox="0 0 ${width} ${height}" `);
  return `<figure>\n<figcaption>${escapeHtml(title)}</figcaption>\n${shrinkable}\n</figure>`;
}
