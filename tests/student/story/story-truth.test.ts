/**
 * What the page and the trace say of a server, held against what the server itself says: the reference,
 * with a line of console for each state in which it has been.
 */
import { Story } from '../../../grader/student/story/story';
import type { ServerView } from '../../../grader/student/story/world';
import { rowsOf } from '../../../grader/student/trace/rows';
import type { Program } from '../../../grader/world/realm/program';
import { record } from '../../../grader/runs/replay/record';
import { testCalled } from '../../../grader/judge/scenarios/catalogue';
import { filesIn, programOf } from '../../support/programs';

/** What a server is. */
interface Truth {
  readonly role: string;
  readonly term: number;
  readonly vote: number | null;
  /** `term command` of each entry from index 1 on; a line of console is not long. */
  readonly log: readonly string[];
  readonly commit: number;
  readonly applied: number;
}

/** getState() is asked after all that a server does. */
const ASKED = 'const { currentTerm, role } = this.server.state;';
const TELLS = `
    const { votedFor, log, commitIndex, lastApplied } = this.server.state;
    console.log(JSON.stringify({ role, term: currentTerm, vote: votedFor, log: log.entriesFrom(1).map((entry) => entry.term + ' ' + entry.command), commit: commitIndex, applied: lastApplied }));`;

async function talking(): Promise<Program> {
  const files = filesIn('solutions', 'raft');
  const raft = files['raft.ts'] ?? '';
  if (!raft.includes(ASKED)) throw new Error('getState() of the reference is written otherwise');
  return await programOf({ ...files, 'raft.ts': raft.replace(ASKED, ASKED + TELLS) });
}

test.each(['2A/many-elections', '2B/rejoin', '2C/persist-1', '2C/persist-2', '2C/figure-8'])(
  'in %s each server is what the page and the trace say',
  async (id) => {
    const { result, recording } = record(await talking(), testCalled(id), 1);
    expect(result.status).toBe('passed');
    const story = new Story(recording);
    const rows = rowsOf(recording, true);
    const wrong: string[] = [];
    let looks = 0;
    const offered = new Set<string>();
    recording.events.forEach((event, index) => {
      if (event.kind === 'start') offered.add(`${event.server} ${event.index} ${event.command}`);
      if (event.kind !== 'log' || !event.text.startsWith('{"role"')) return;
      // The answer of getState() itself is the event behind, where it is another one than before.
      const next = recording.events[index + 1];
      const isTold = next?.kind === 'state' && next.server === event.server;
      const at = isTold ? index + 1 : index;
      const view = story.at(at).servers[event.server];
      if (!view) throw new Error(`there is no S${event.server}`);
      const truth = JSON.parse(event.text) as Truth;
      const { role, term } = truth;
      expect(rows[at]?.standings[event.server]).toMatchObject({ status: 'up', role, term });
      const differs = differences(view, truth, (place, command) =>
        offered.has(`${event.server} ${place} ${command}`),
      );
      wrong.push(...differs.map((what) => `S${event.server} at event ${event.order}: ${what}`));
      looks++;
    });
    expect(looks).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
  },
  300_000,
);

/** @param isOffered start() answers at once; what it changes is told when the disk lets the server go on */
function differences(
  view: ServerView,
  truth: Truth,
  isOffered: (index: number, command: string) => boolean,
): readonly string[] {
  const { role, vote, commitIndex, applied, log, incarnation } = view;
  const wrong: string[] = [];
  const compare = (what: string, said: unknown, is: unknown) => {
    if (said !== is) wrong.push(`${what} is ${String(is)}, and the page says ${String(said)}`);
  };
  compare('role', role, truth.role);
  compare('term', view.term, truth.term);
  compare('commitIndex', commitIndex, truth.commit);
  compare('applied', applied, truth.applied);
  // What was on the disk when it booted may have been told to nobody.
  const isKnown = incarnation === 1;
  if (isKnown || vote?.isSure) compare('vote', vote?.candidate ?? null, truth.vote);
  if (isKnown && log.length - 1 < truth.log.length)
    compare('length of the log', log.length - 1, truth.log.length);
  log.forEach((entry, index) => {
    const is = truth.log[index - 1];
    if (!entry?.isSure || (!is && role === 'leader' && isOffered(index, entry.command))) return;
    const term = entry.term ?? is?.split(' ')[0];
    compare(`entry ${index}`, `${term} ${entry.command}`, is);
  });
  return wrong;
}
