/** Small elements that several pages use. */
import type { TestStatus } from '../../../report/result';
import type { ClassTest, Standing } from '../entry';
import { html, type Html } from './html';
import { STANDING, STATUS } from './page-words';

/** The status as text, colour and shape. */
export function statusHtml(status: TestStatus): Html {
  const { sign, word } = STATUS[status];
  return html`<span class="status ${status}"><b aria-hidden="true">${sign}</b>${word}</span>`;
}

export function standingHtml(standing: Standing): Html {
  const { sign, word } = STANDING[standing];
  return html`<span class="status ${standing}"><b aria-hidden="true">${sign}</b>${word}</span>`;
}

const BAR = { width: 1_000, height: 24, gap: 4 } as const;

/** A piece for each test, as wide as its points; the pieces of passed tests are taller. */
export function barHtml(tests: readonly ClassTest[]): Html | undefined {
  const all = tests.reduce((sum, { maxPoints }) => sum + maxPoints, 0);
  if (all <= 0) return undefined;
  const passed = tests.filter(({ status }) => status === 'passed').length;
  let from = 0;
  const pieces = tests.map(({ maxPoints, status }) => {
    const width = (maxPoints / all) * BAR.width;
    const height = status === 'passed' ? BAR.height : BAR.height / 3;
    const piece = html`<rect
      class="${status}"
      x="${from.toFixed(1)}"
      y="${BAR.height - height}"
      width="${Math.max(1, width - BAR.gap).toFixed(1)}"
      height="${height}"
      rx="2"
    />`;
    from += width;
    return piece;
  });
  return html`<svg
    class="bar"
    viewBox="0 0 ${BAR.width} ${BAR.height}"
    preserveAspectRatio="none"
    role="img"
    aria-label="${passed} of ${tests.length} tests passed"
  >
    ${pieces}
  </svg>`;
}

/** A share of a whole as a short bar; the number is beside it. */
export function shareHtml(part: number, whole: number): Html {
  const width = whole > 0 ? ((part / whole) * 100).toFixed(1) : '0';
  return html`<svg class="share" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
    <rect class="empty" width="100" height="10" rx="2" />
    <rect class="full" width="${width}" height="10" rx="2" />
  </svg>`;
}

/** The first items, and how many were left out. */
export function atMost<T>(
  all: readonly T[],
  max: number,
): { readonly kept: readonly T[]; readonly more: number } {
  return { kept: all.slice(0, max), more: Math.max(0, all.length - max) };
}

/** Compares code units, so the order is the same on every machine. */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
