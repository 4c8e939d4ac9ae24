/** Events of a run as text: time runs downwards, and each event is below the name of its server. */
import pc, { type Palette } from './colour';
import type { Row } from '../judge/scenarios/run-result';
import { COLUMNS, fold } from './plain';
import { GAP } from './timeline';

/** With more servers than this, columns would be too narrow to read. */
const WIDE_COLUMNS_MAX = 3;
const TIME_COLUMNS = 9;
const MARGIN = 2 + TIME_COLUMNS + 2;

/** One column for each server; time runs downwards. Rows of the witness are marked. */
export function columns(rows: readonly Row[], palette: Palette = pc): string[] {
  const servers = [
    ...new Set(rows.flatMap(({ server }) => (server === undefined ? [] : [server]))),
  ];
  servers.sort((a, b) => a - b);
  const layout = servers.length > WIDE_COLUMNS_MAX ? lanes(servers) : wideColumns(servers);
  const head = `  ${'time'.padStart(TIME_COLUMNS)}  ${layout.head}`;
  const lines = [palette.dim(head.trimEnd())];
  for (const { atMicros, server, text, witness } of rows) {
    if (server === undefined && text === GAP) {
      lines.push(palette.dim(`  ${GAP.padStart(TIME_COLUMNS)}`));
      continue;
    }
    const time = `${(atMicros / 1_000_000).toFixed(3)} s`.padStart(TIME_COLUMNS);
    const mark = witness ? palette.red('»') : ' ';
    if (server === undefined) {
      const [first = '', ...rest] = fold(`── ${text} ──`, COLUMNS - MARGIN);
      lines.push(palette.dim(`${mark} ${time}  ${first}`));
      lines.push(...rest.map((part) => palette.dim(`${' '.repeat(MARGIN)}${part}`)));
      continue;
    }
    const { lane, margin, room } = layout.cell(server);
    for (const [i, part] of fold(text, room).entries()) {
      const body = witness ? palette.bold(part) : part;
      const before = i === 0 ? `${mark} ${time}  ${lane}` : ' '.repeat(MARGIN + margin);
      lines.push(`${before}${body}`);
    }
  }
  return lines;
}

interface Layout {
  readonly head: string;
  /** `lane` is `margin` columns wide, and `room` columns are left for the text. */
  readonly cell: (server: number) => {
    readonly lane: string;
    readonly margin: number;
    readonly room: number;
  };
}

/** Each server's text is below its name and continues to the right. */
function wideColumns(servers: readonly number[]): Layout {
  const whole = COLUMNS - MARGIN;
  const width = Math.min(30, Math.floor((whole + 1) / Math.max(1, servers.length)) - 1);
  return {
    head: servers.map((id) => `S${id}`.padEnd(width)).join(' '),
    cell: (server) => {
      const margin = servers.indexOf(server) * (width + 1);
      return { lane: ' '.repeat(margin), margin, room: whole - margin };
    },
  };
}

/** Each server's name is in a narrow lane of its own, and all texts are beside the lanes. */
function lanes(servers: readonly number[]): Layout {
  const names = servers.map((id) => `S${id}`);
  const lane = (of: (name: string, at: number) => string) => `${names.map(of).join(' ')}  `;
  const margin = lane((name) => name).length;
  return {
    head: lane((name) => name),
    cell: (server) => ({
      lane: lane((name, at) => (servers[at] === server ? name : '·'.padEnd(name.length))),
      margin,
      room: COLUMNS - MARGIN - margin,
    }),
  };
}
