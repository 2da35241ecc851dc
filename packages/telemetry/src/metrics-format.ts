/** What `/metrics` answers. */
export interface MetricsExposition {
  readonly contentType: string;
  readonly body: string;
}

export const textContentType = 'text/plain; version=0.0.4; charset=utf-8';
export const openMetricsContentType = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

const openMetricsAccepted = /application\/openmetrics-text(?![^,]*;\s*q=0(?:\.0*)?\s*(?:,|$))/i;

/** Whether an `Accept` header takes OpenMetrics, the only format that carries exemplars. Prometheus's does. */
export const acceptsOpenMetrics = (accept: string | undefined): boolean => openMetricsAccepted.test(accept ?? '');

/** What follows a sample's value; ` # {` within a quoted label value is none. */
const exemplar = /^((?:[^"#]|"(?:[^"\\]|\\.)*")*) # \{.*$/;

/**
 * The same metrics in Prometheus's text format 0.0.4: no exemplars, no end mark, and counters whose family is called as
 * their sample is, with `_total`. prom-client can write it itself, but only by changing the registry that another scrape
 * may be reading.
 */
export function toTextFormat(openMetrics: string): string {
  const lines = openMetrics.split('\n');
  const counters = new Set(
    lines.filter((line) => /^# TYPE \S+ counter$/.test(line)).map((line) => line.split(' ')[2] as string),
  );
  return lines
    .filter((line) => line !== '# EOF')
    .map((line) => {
      if (!line.startsWith('#')) return line.replace(exemplar, '$1');
      const [hash, keyword, name = '', ...rest] = line.split(' ');
      return counters.has(name) ? [hash, keyword, `${name}_total`, ...rest].join(' ') : line;
    })
    .join('\n');
}
