/** Reads a CSV as spreadsheets and platforms of many countries write it. Pure. */
import { CsvError, parse } from 'csv-parse/sync';

interface Table {
  readonly head: readonly string[];
  readonly lines: readonly (readonly string[])[];
  /** Number of each line in the file, from 1. */
  readonly numbers: readonly number[];
  readonly delimiter: string;
}

const DELIMITERS = [',', ';', '\t'] as const;

/** A first line that tells a spreadsheet the separator. */
const SEPARATOR_LINE = /^\ufeff?"?sep=.?"?\r?\n/i;

export function readTable(whole: string): Table | { readonly problem: string } {
  const text = whole.replace(SEPARATOR_LINE, '');
  const skipped = text === whole ? 0 : 1;
  const first = /^[^\r\n]*/.exec(text.replace(/^\ufeff/, ''))?.[0] ?? '';
  const delimiter = delimiterOf(first);
  try {
    const records = parse(text, {
      bom: true,
      delimiter,
      info: true,
      relaxColumnCount: true,
      skipEmptyLines: true,
    }) as unknown as readonly {
      readonly record: readonly string[];
      readonly info: { readonly lines: number };
    }[];
    const [head, ...lines] = records;
    if (!head) return { problem: 'it is empty.' };
    return {
      head: head.record.map((name) => name.trim()),
      lines: lines.map(({ record }) => record),
      numbers: lines.map(({ info }) => info.lines + skipped),
      delimiter,
    };
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown;
    return { problem: `it is not CSV: ${thrown.message}` };
  }
}

/** The separator that is most frequent in the first line, outside of quotes. */
function delimiterOf(line: string): string {
  const bare = line.replace(/"[^"]*"/g, '');
  const counts = DELIMITERS.map((sign) => bare.split(sign).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}
