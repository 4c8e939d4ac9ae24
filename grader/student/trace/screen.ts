/**
 * The layout of a trace: a lane for each server with its state at every moment, and beside the
 * lanes what happened. At most 80 columns for up to seven servers. Signs show what colours show.
 */
import type { Recording } from '../../runs/replay/recording';
import pc, { type Palette } from '../../report/colour';
import { COLUMNS, fold } from '../../report/plain';
import type { TraceRow } from './rows';
import type { Standing } from './standing';

const TIME_COLUMNS = 8;
/** How many rows there are between two headers with the servers' names. */
const HEAD_EVERY = 40;
const TERM_DIGITS_MAX = 4;

interface TraceText {
  readonly lines: readonly string[];
  /** Number of the first line that breaks the rule, from 0. */
  readonly witnessAt: number | undefined;
}

/** @param rows the selected rows */
export function traceText(
  { servers, puppets }: Pick<Recording, 'servers' | 'puppets'>,
  rows: readonly TraceRow[],
  palette: Palette = pc,
): TraceText {
  const lanes = new Lanes(servers, rows, palette);
  const lines: string[] = [...legend(rows, puppets).map((line) => palette.dim(line)), ''];
  let witnessAt: number | undefined;
  rows.forEach((row, i) => {
    if (i % HEAD_EVERY === 0) lines.push(palette.dim(lanes.head));
    if (row.witness) witnessAt ??= lines.length;
    lines.push(...lanes.linesOf(row));
  });
  return { lines, witnessAt };
}

function legend(rows: readonly TraceRow[], puppets: readonly number[]): readonly string[] {
  const standings = rows.flatMap((row) => row.standings);
  const has = (holds: (one: Standing) => boolean) => standings.some(holds);
  const signs = [
    'L3 leads term 3',
    'C3 candidate',
    'F3 follower',
    ...(has(({ status }) => status === 'down') ? ['-- down'] : []),
    ...(has(({ status }) => status === 'paused') ? ['z3 paused'] : []),
    ...(has(({ isCutOff }) => isCutOff) ? ['F3/ cut off'] : []),
    '› it happened here',
    ...(rows.some(({ witness }) => witness) ? ['» it breaks the rule'] : []),
  ];
  const byHand =
    puppets.length === 0
      ? []
      : [`·· ${puppets.map((id) => `S${id}`).join(', ')}: played by the test, by hand`];
  return fold(
    [...signs, ...byHand]
      .join(',  ')
      .replaceAll(/ (?! )/g, '\u00a0')
      .replaceAll('\u00a0\u00a0', ' '),
    COLUMNS,
  ).map((line) => line.replaceAll('\u00a0', ' ').trim());
}

class Lanes {
  readonly #width: number;
  readonly #margin: number;
  readonly #hasCuts: boolean;

  constructor(
    private readonly servers: number,
    rows: readonly TraceRow[],
    private readonly palette: Palette,
  ) {
    const standings = new Set(rows.flatMap((row) => row.standings));
    let digits = 1;
    for (const { term } of standings) digits = Math.max(digits, termText(term).length);
    this.#hasCuts = [...standings].some(({ isCutOff }) => isCutOff);
    // A sign for where it happened, the role, the term, and a sign for a cut.
    this.#width = 1 + 1 + digits + (this.#hasCuts ? 1 : 0);
    this.#margin = 1 + TIME_COLUMNS + 1 + servers * this.#width + 2;
  }

  get head(): string {
    const names = Array.from({ length: this.servers }, (_, id) => ` S${id}`.padEnd(this.#width));
    return `${'seconds'.padStart(1 + TIME_COLUMNS)} ${names.join('')}`.trimEnd();
  }

  linesOf(row: TraceRow): readonly string[] {
    const { palette } = this;
    const { atMicros, server, witness } = row;
    const time = (atMicros / 1_000_000).toFixed(3).padStart(TIME_COLUMNS);
    const mark = witness ? palette.red('»') : ' ';
    const text = server === undefined ? `── ${row.text} ──` : row.text;
    const style = this.#styleOf(row);
    const [first = '', ...rest] = fold(text, COLUMNS - this.#margin);
    return [
      `${mark}${time} ${this.#cells(row)}  ${style(first)}`,
      ...rest.map((part) => `${' '.repeat(this.#margin)}${style(part)}`),
    ];
  }

  #cells({ standings, server }: TraceRow): string {
    const { palette } = this;
    return standings
      .map((standing, id) => {
        const cut = standing.isCutOff ? '/' : '';
        const text = `${id === server ? '›' : ' '}${sign(standing)}${cut}`.padEnd(this.#width);
        if (id === server) return palette.bold(text);
        return standing.role === 'leader' && standing.status === 'up'
          ? palette.green(text)
          : palette.dim(text);
      })
      .join('');
  }

  #styleOf({ witness, server, text }: TraceRow): (text: string) => string {
    const { palette } = this;
    if (witness) return palette.bold;
    if (server === undefined) return palette.dim;
    if (/^(?:CRASHES|RESTARTS)/.test(text)) return palette.yellow;
    if (text.startsWith('LEADS')) return palette.green;
    return / heartbeats?(?: |$)/.test(text) || text.startsWith('disk:') ? palette.dim : String;
  }
}

function sign({ status, role, term }: Standing): string {
  switch (status) {
    case 'down':
      return '--';
    case 'played':
      return '··';
    case 'paused':
      return `z${termText(term)}`;
    case 'up':
      return `${role.slice(0, 1).toUpperCase()}${termText(term)}`;
  }
}

/** Shortens a long term to its last digits, which distinguish neighbouring terms. */
function termText(term: number): string {
  const text = String(term);
  return text.length > TERM_DIGITS_MAX ? `…${text.slice(1 - TERM_DIGITS_MAX)}` : text;
}
