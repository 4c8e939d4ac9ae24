/**
 * The value of `report=`: a format, and usually a file. Pure; the formats are data in report/formats/names.ts,
 * and the files are written by write-reports.ts.
 */
import { FORMAT_NAMES, formatCalled, type FormatEntry } from '../../report/formats/names';
import { nearest } from '../nearest';

/** One report that is wanted. */
export interface ReportWish {
  readonly format: FormatEntry;
  /** As typed; absent if the format appends to a file of its own. */
  readonly file?: string;
}

interface BadReport {
  readonly kind: 'bad';
  /** The message, without the line to type instead. */
  readonly says: string;
  /** The value that was probably meant. */
  readonly better: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** @param value such as `junit=out.xml`, `github` */
export function readReport(value: string, env: Env): ReportWish | BadReport {
  const equals = value.indexOf('=');
  const name = equals < 0 ? value : value.slice(0, equals);
  const file = equals < 0 ? '' : value.slice(equals + 1);
  const format = formatCalled(name);
  if (!format) return unknown(name, file);
  if (format.needs !== undefined && !env[format.needs])
    return {
      kind: 'bad',
      says: `report=${format.name} needs the variable ${format.needs}: the path of a JSON file with values that only the classroom knows (docs/formats.md).\nWith it:`,
      better: `${format.name}=${file === '' ? exampleFile(format) : file}`,
    };
  if (file !== '') return { format, file };
  if (format.addsTo !== undefined && env[format.addsTo]) return { format };
  const outside = format.addsTo === undefined ? '' : `, because ${format.addsTo} is not set`;
  return {
    kind: 'bad',
    says: `report=${format.name} needs a file${outside}. For example:`,
    better: `${format.name}=${exampleFile(format)}`,
  };
}

function unknown(name: string, file: string): BadReport {
  const meant = nearest(
    name,
    FORMAT_NAMES.map((format) => format.name),
  );
  const format = formatCalled(meant ?? 'junit');
  const guess = meant === undefined ? '' : ` Did you mean ${meant}?`;
  const target = file !== '' ? file : format ? exampleFile(format) : '';
  const width = Math.max(...FORMAT_NAMES.map((one) => one.name.length));
  return {
    kind: 'bad',
    says: [
      `There is no report format "${name}".${guess} The formats:`,
      ...FORMAT_NAMES.map((one) => `  ${one.name.padEnd(width)}  ${one.what}`),
      'For example:',
    ].join('\n'),
    better: `${meant ?? 'junit'}=${target}`,
  };
}

function exampleFile({ name }: FormatEntry): string {
  const ends = { junit: 'xml', github: 'md', autolab: 'txt' } as const;
  const end: string | undefined = Object.entries(ends).find(([one]) => one === name)?.[1];
  return `${name}.${end ?? (name === 'github-classroom' ? 'txt' : 'json')}`;
}
