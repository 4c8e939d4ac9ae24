/** Exports a run in the formats of other tools: Mermaid for forums, ShiViz, Perfetto. */
import type { Recording } from '../../../runs/replay/recording';
import type { TraceEvent } from '../../../world/sim/trace';
import type { Choice } from '../choice';
import { dullCalls } from '../../../runs/replay/dull-calls';
import { isTodoNote } from '../../../report/tell';
import type { Exported } from './exported';
import { mermaid } from './mermaid';
import { perfetto } from './perfetto';
import { shiviz } from './shiviz';

export const EXPORTS = ['mermaid', 'shiviz', 'perfetto'] as const;

export type ExportName = (typeof EXPORTS)[number];

const FORMATS: Readonly<Record<ExportName, (exported: Exported) => string>> = {
  mermaid,
  perfetto,
  shiviz,
};

/** @param isEvery includes heartbeats that changed nothing */
export function exportRun(
  name: ExportName,
  recording: Recording,
  choice: Pick<Choice, 'from' | 'to' | 'servers'>,
  isEvery: boolean,
): string {
  const { from = 0, to = Infinity, servers } = choice;
  const witness = new Set(recording.verdict?.witness);
  const dull = isEvery ? new Set() : dullCalls(recording.events, witness);
  const isChosen = (event: TraceEvent) => {
    if (witness.has(event.order)) return true;
    if (event.at < from || event.at > to || isTodoNote(event)) return false;
    if ('call' in event && dull.has(event.call)) return false;
    return !servers || partiesIn(event).some((one) => servers.includes(one));
  };
  return FORMATS[name]({ ...recording, events: recording.events.filter(isChosen) });
}

function partiesIn(event: TraceEvent): readonly number[] {
  if ('server' in event) return [event.server];
  return 'call' in event ? [event.from, event.to] : [];
}
