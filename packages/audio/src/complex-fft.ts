/** In-place complex transform of one length: X[k] = Σ x[n] e^(−2πi·kn/size). */
export interface ComplexFft {
  transform(re: Float64Array, im: Float64Array): void;
}

/** One pass of the decomposition: `radix` transforms interleaved with stride `stride`, over `span` rotations. */
interface Pass {
  readonly radix: number;
  readonly span: number;
  readonly stride: number;
  /** e^(−2πi·p·k/(radix·span)) at [p · radix + k]. */
  readonly cosine: Float64Array;
  readonly sine: Float64Array;
}

/**
 * Mixed-radix transform in the self-sorting order of Stockham: each pass reads one buffer and writes the other, and no
 * reordering is left at the end (Van Loan, Computational Frameworks for the Fast Fourier Transform, §1.7, §2.2).
 *
 * @throws RangeError for a size with a prime factor other than 2, 3 and 5
 */
export function createComplexFft(size: number): ComplexFft {
  const passes = planPasses(size);
  const otherRe = new Float64Array(size);
  const otherIm = new Float64Array(size);
  return {
    transform(re, im) {
      let from = { re, im };
      let to = { re: otherRe as Float64Array, im: otherIm as Float64Array };
      for (const pass of passes) {
        butterflies[pass.radix]!(pass, from.re, from.im, to.re, to.im);
        [from, to] = [to, from];
      }
      if (from.re !== re) {
        re.set(from.re);
        im.set(from.im);
      }
    },
  };
}

function planPasses(size: number): readonly Pass[] {
  const passes: Pass[] = [];
  let left = size;
  let stride = 1;
  while (left > 1) {
    const radix = [4, 5, 3, 2].find((factor) => left % factor === 0);
    if (radix === undefined) throw new RangeError(`A transform size has only the factors 2, 3 and 5, got ${size}`);
    const span = left / radix;
    const angle = (index: number) => (-2 * Math.PI * Math.floor(index / radix) * (index % radix)) / left;
    passes.push({
      radix,
      span,
      stride,
      cosine: Float64Array.from({ length: left }, (_, index) => Math.cos(angle(index))),
      sine: Float64Array.from({ length: left }, (_, index) => Math.sin(angle(index))),
    });
    left = span;
    stride *= radix;
  }
  return passes;
}

type Butterfly = (pass: Pass, aRe: Float64Array, aIm: Float64Array, bRe: Float64Array, bIm: Float64Array) => void;

const butterflies: Readonly<Record<number, Butterfly>> = { 2: radix2, 3: radix3, 4: radix4, 5: radix5 };

function radix2(
  { span, stride, cosine, sine }: Pass,
  aRe: Float64Array,
  aIm: Float64Array,
  bRe: Float64Array,
  bIm: Float64Array,
) {
  for (let p = 0; p < span; p += 1) {
    const c = cosine[2 * p + 1]!;
    const s = sine[2 * p + 1]!;
    for (let q = 0; q < stride; q += 1) {
      const i0 = q + stride * p;
      const i1 = i0 + stride * span;
      const out = q + stride * 2 * p;
      const dRe = aRe[i0]! - aRe[i1]!;
      const dIm = aIm[i0]! - aIm[i1]!;
      bRe[out] = aRe[i0]! + aRe[i1]!;
      bIm[out] = aIm[i0]! + aIm[i1]!;
      bRe[out + stride] = dRe * c - dIm * s;
      bIm[out + stride] = dRe * s + dIm * c;
    }
  }
}

const sin60 = Math.sqrt(3) / 2;

function radix3(
  { span, stride, cosine, sine }: Pass,
  aRe: Float64Array,
  aIm: Float64Array,
  bRe: Float64Array,
  bIm: Float64Array,
) {
  for (let p = 0; p < span; p += 1) {
    const c1 = cosine[3 * p + 1]!;
    const s1 = sine[3 * p + 1]!;
    const c2 = cosine[3 * p + 2]!;
    const s2 = sine[3 * p + 2]!;
    for (let q = 0; q < stride; q += 1) {
      const i0 = q + stride * p;
      const i1 = i0 + stride * span;
      const i2 = i1 + stride * span;
      const out = q + stride * 3 * p;
      const sumRe = aRe[i1]! + aRe[i2]!;
      const sumIm = aIm[i1]! + aIm[i2]!;
      const midRe = aRe[i0]! - sumRe / 2;
      const midIm = aIm[i0]! - sumIm / 2;
      const turnRe = (aIm[i1]! - aIm[i2]!) * sin60;
      const turnIm = (aRe[i2]! - aRe[i1]!) * sin60;
      const xRe = midRe + turnRe;
      const xIm = midIm + turnIm;
      const yRe = midRe - turnRe;
      const yIm = midIm - turnIm;
      bRe[out] = aRe[i0]! + sumRe;
      bIm[out] = aIm[i0]! + sumIm;
      bRe[out + stride] = xRe * c1 - xIm * s1;
      bIm[out + stride] = xRe * s1 + xIm * c1;
      bRe[out + 2 * stride] = yRe * c2 - yIm * s2;
      bIm[out + 2 * stride] = yRe * s2 + yIm * c2;
    }
  }
}

function radix4(
  { span, stride, cosine, sine }: Pass,
  aRe: Float64Array,
  aIm: Float64Array,
  bRe: Float64Array,
  bIm: Float64Array,
) {
  for (let p = 0; p < span; p += 1) {
    const t = 4 * p;
    const c1 = cosine[t + 1]!;
    const s1 = sine[t + 1]!;
    const c2 = cosine[t + 2]!;
    const s2 = sine[t + 2]!;
    const c3 = cosine[t + 3]!;
    const s3 = sine[t + 3]!;
    for (let q = 0; q < stride; q += 1) {
      const i0 = q + stride * p;
      const i1 = i0 + stride * span;
      const i2 = i1 + stride * span;
      const i3 = i2 + stride * span;
      const out = q + stride * t;
      const sum02Re = aRe[i0]! + aRe[i2]!;
      const sum02Im = aIm[i0]! + aIm[i2]!;
      const dif02Re = aRe[i0]! - aRe[i2]!;
      const dif02Im = aIm[i0]! - aIm[i2]!;
      const sum13Re = aRe[i1]! + aRe[i3]!;
      const sum13Im = aIm[i1]! + aIm[i3]!;
      // (a1 − a3) · −i
      const turnRe = aIm[i1]! - aIm[i3]!;
      const turnIm = aRe[i3]! - aRe[i1]!;
      const xRe = dif02Re + turnRe;
      const xIm = dif02Im + turnIm;
      const yRe = sum02Re - sum13Re;
      const yIm = sum02Im - sum13Im;
      const zRe = dif02Re - turnRe;
      const zIm = dif02Im - turnIm;
      bRe[out] = sum02Re + sum13Re;
      bIm[out] = sum02Im + sum13Im;
      bRe[out + stride] = xRe * c1 - xIm * s1;
      bIm[out + stride] = xRe * s1 + xIm * c1;
      bRe[out + 2 * stride] = yRe * c2 - yIm * s2;
      bIm[out + 2 * stride] = yRe * s2 + yIm * c2;
      bRe[out + 3 * stride] = zRe * c3 - zIm * s3;
      bIm[out + 3 * stride] = zRe * s3 + zIm * c3;
    }
  }
}

const cos72 = Math.cos((2 * Math.PI) / 5);
const cos144 = Math.cos((4 * Math.PI) / 5);
const sin72 = Math.sin((2 * Math.PI) / 5);
const sin144 = Math.sin((4 * Math.PI) / 5);

function radix5(
  { span, stride, cosine, sine }: Pass,
  aRe: Float64Array,
  aIm: Float64Array,
  bRe: Float64Array,
  bIm: Float64Array,
) {
  for (let p = 0; p < span; p += 1) {
    const t = 5 * p;
    const c1 = cosine[t + 1]!;
    const s1 = sine[t + 1]!;
    const c2 = cosine[t + 2]!;
    const s2 = sine[t + 2]!;
    const c3 = cosine[t + 3]!;
    const s3 = sine[t + 3]!;
    const c4 = cosine[t + 4]!;
    const s4 = sine[t + 4]!;
    for (let q = 0; q < stride; q += 1) {
      const i0 = q + stride * p;
      const i1 = i0 + stride * span;
      const i2 = i1 + stride * span;
      const i3 = i2 + stride * span;
      const i4 = i3 + stride * span;
      const out = q + stride * t;
      const sum14Re = aRe[i1]! + aRe[i4]!;
      const sum14Im = aIm[i1]! + aIm[i4]!;
      const dif14Re = aRe[i1]! - aRe[i4]!;
      const dif14Im = aIm[i1]! - aIm[i4]!;
      const sum23Re = aRe[i2]! + aRe[i3]!;
      const sum23Im = aIm[i2]! + aIm[i3]!;
      const dif23Re = aRe[i2]! - aRe[i3]!;
      const dif23Im = aIm[i2]! - aIm[i3]!;
      const nearRe = aRe[i0]! + sum14Re * cos72 + sum23Re * cos144;
      const nearIm = aIm[i0]! + sum14Im * cos72 + sum23Im * cos144;
      const farRe = aRe[i0]! + sum14Re * cos144 + sum23Re * cos72;
      const farIm = aIm[i0]! + sum14Im * cos144 + sum23Im * cos72;
      const nearTurnRe = dif14Im * sin72 + dif23Im * sin144;
      const nearTurnIm = -dif14Re * sin72 - dif23Re * sin144;
      const farTurnRe = dif14Im * sin144 - dif23Im * sin72;
      const farTurnIm = dif23Re * sin72 - dif14Re * sin144;
      const x1Re = nearRe + nearTurnRe;
      const x1Im = nearIm + nearTurnIm;
      const x4Re = nearRe - nearTurnRe;
      const x4Im = nearIm - nearTurnIm;
      const x2Re = farRe + farTurnRe;
      const x2Im = farIm + farTurnIm;
      const x3Re = farRe - farTurnRe;
      const x3Im = farIm - farTurnIm;
      bRe[out] = aRe[i0]! + sum14Re + sum23Re;
      bIm[out] = aIm[i0]! + sum14Im + sum23Im;
      bRe[out + stride] = x1Re * c1 - x1Im * s1;
      bIm[out + stride] = x1Re * s1 + x1Im * c1;
      bRe[out + 2 * stride] = x2Re * c2 - x2Im * s2;
      bIm[out + 2 * stride] = x2Re * s2 + x2Im * c2;
      bRe[out + 3 * stride] = x3Re * c3 - x3Im * s3;
      bIm[out + 3 * stride] = x3Re * s3 + x3Im * c3;
      bRe[out + 4 * stride] = x4Re * c4 - x4Im * s4;
      bIm[out + 4 * stride] = x4Re * s4 + x4Im * c4;
    }
  }
}
