/** What the terminal says while servers come and go. */
import type { FleetEvent } from '../../../grader/student/live/fleet/fleet';
import { Teller } from '../../../grader/student/live/fleet/terminal-lines';

const KILLED = { kind: 'signal', signal: 'SIGKILL' } as const;

test('a kill of a server that is not up yet is told from a second kill of one that was', () => {
  const lines: string[] = [];
  const map = JSON.stringify({ version: 3, sources: [], names: [], mappings: '' });
  const fleet = { members: [], clientPorts: [7379] };
  const teller = new Teller({ map }, 'labs/raft', fleet, (line) => lines.push(line));
  const events: FleetEvent[] = [
    { kind: 'started', server: 0, pid: 1 },
    { kind: 'ready', server: 0 },
    { kind: 'ended', server: 0, ending: KILLED },
    { kind: 'started', server: 0, pid: 2 },
    { kind: 'ended', server: 0, ending: KILLED },
  ];
  for (const event of events) teller.tell(event);
  expect(lines.slice(1)).toEqual(['S0 was killed', 'S0 was killed while it started']);
});
