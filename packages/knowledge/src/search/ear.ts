const symbols: readonly (readonly [RegExp, string])[] = [
  [/\$\s?(\d[\d,]*(?:\.\d+)?)/g, '$1 dollars'],
  [/€\s?(\d[\d,]*(?:\.\d+)?)/g, '$1 euros'],
  [/£\s?(\d[\d,]*(?:\.\d+)?)/g, '$1 pounds'],
  [/(\d)\s?%/g, '$1 percent'],
  [/(\d)\s?°\s?C\b/g, '$1 degrees Celsius'],
  [/(\d)\s?°\s?F\b/g, '$1 degrees Fahrenheit'],
  [/\s&\s/g, ' and '],
  [/(\d)\s?[–—-]\s?(?=\d)/g, '$1 to '],
  [/\s[–—]\s/g, ', '],
  [/\be\.g\./gi, 'for example'],
  [/\bi\.e\./gi, 'that is'],
  [/;/g, ','],
  [/[*_`#|]/g, ''],
  [/\(([^()]*)\)/g, ', $1,'],
  [/\s+/g, ' '],
  [/\s+([,.!?])/g, '$1'],
  [/,+([.!?,])/g, '$1'],
];

/** A written sentence as it is read aloud: symbols as words, brackets as commas. Says nothing that is not written. */
export function forEar(written: string): string {
  let spoken = written;
  for (const [pattern, replacement] of symbols) spoken = spoken.replace(pattern, replacement);
  spoken = spoken.trim();
  return /[.!?]$/.test(spoken) ? spoken : `${spoken.replace(/[,:]$/, '')}.`;
}
