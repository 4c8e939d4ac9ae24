/** The console of a server: its lines are effects, and appear in the run's trace. */
import { show } from './describe';
import {
  charCodeAt,
  mapDelete,
  mapGet,
  mapSet,
  RealMap,
  slice,
  stringify,
  toNumber,
  toText,
  trunc,
} from './intrinsics';
import { now } from './now';
import { emitFrom } from './origin';
import { quoted } from './outbox';

const LINE_CHARS_MAX = 1_000;
const LINES_PER_BOOT_MAX = 1_000;
const PERCENT = 37;

type Write = (...values: unknown[]) => void;

export function virtualConsole(): Record<string, Write> {
  let lines = 0;
  const counts = new RealMap<unknown, number>();
  const begun = new RealMap<unknown, number>();
  const write = (...values: unknown[]) => {
    if (lines > LINES_PER_BOOT_MAX) return;
    lines++;
    const text =
      lines > LINES_PER_BOOT_MAX
        ? `(console output of this boot is cut after ${LINES_PER_BOOT_MAX} lines)`
        : lineOf(values);
    emitFrom(write, `L ${quoted(text, LINE_CHARS_MAX)}`);
  };
  const nothing = () => undefined;
  const took = (label: string) => {
    const since = mapGet(begun, label) as number | undefined;
    return since === undefined ? undefined : `${label}: ${(now() - since) / 1_000} ms`;
  };
  return {
    ...{ log: write, info: write, warn: write, error: write, debug: write, trace: write },
    ...{ dir: (value) => write(value), dirxml: write, table: (value) => write(value) },
    ...{ group: write, groupCollapsed: write, groupEnd: nothing, clear: nothing },
    assert: (condition, ...values) => {
      if (!condition) write('Assertion failed', ...values);
    },
    count: (label = 'default') => {
      const many = ((mapGet(counts, toText(label)) as number | undefined) ?? 0) + 1;
      mapSet(counts, toText(label), many);
      write(`${toText(label)}: ${many}`);
    },
    countReset: (label = 'default') => {
      mapDelete(counts, toText(label));
    },
    time: (label = 'default') => {
      mapSet(begun, toText(label), now());
    },
    timeLog: (label = 'default', ...values) => {
      const text = took(toText(label));
      if (text !== undefined) write(text, ...values);
    },
    timeEnd: (label = 'default') => {
      const text = took(toText(label));
      mapDelete(begun, toText(label));
      if (text !== undefined) write(text);
    },
  };
}

/** The values with spaces between them. A first text may have places for the others, as in Node. */
function lineOf(values: readonly unknown[]): string {
  const first = values[0];
  let text = '';
  let used = 1;
  if (typeof first !== 'string' || values.length < 2) {
    text = values.length === 0 ? '' : show(first);
  } else {
    let from = 0;
    for (let i = 0; i + 1 < first.length; i++) {
      if (charCodeAt(first, i) !== PERCENT) continue;
      const sign = slice(first, i + 1, i + 2);
      const isPercent = sign === '%';
      const shown = isPercent
        ? '%'
        : used < values.length
          ? formatted(sign, values[used])
          : undefined;
      if (shown === undefined) continue;
      text += slice(first, from, i) + shown;
      if (!isPercent) used++;
      from = i + 2;
      i++;
    }
    text += slice(first, from);
  }
  for (; used < values.length; used++) text += ` ${show(values[used])}`;
  return text;
}

/** @returns undefined if this is no sign for a place */
function formatted(sign: string, value: unknown): string | undefined {
  switch (sign) {
    case 's':
    case 'o':
    case 'O':
      return show(value);
    case 'd':
    case 'f':
      return isNumeric(value) ? toText(toNumber(value)) : 'NaN';
    case 'i':
      return isNumeric(value) ? toText(trunc(toNumber(value))) : 'NaN';
    case 'j':
      return stringify(value) ?? 'undefined';
    case 'c':
      return '';
    default:
      return undefined;
  }
}

function isNumeric(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean';
}
