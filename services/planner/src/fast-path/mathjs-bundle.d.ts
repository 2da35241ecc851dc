// The bundle that mathjs exports has the same content as its main entry and no types of its own.
declare module 'mathjs/lib/browser/math.js' {
  import type * as mathjs from 'mathjs';

  const bundle: typeof mathjs;
  export default bundle;
}
