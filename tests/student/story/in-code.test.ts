/** Each event of a recorded run leads to the line of the student's code behind it. */
import path from 'node:path';
import { CATALOGUE } from '../../../grader/judge/scenarios/catalogue';
import { Sources } from '../../../grader/report/place';
import { runTest } from '../../../grader/runs/pool/run-test';
import { codeOf } from '../../../grader/runs/replay/code';
import { record } from '../../../grader/runs/replay/record';
import { pack, unpack } from '../../../grader/runs/replay/recording';
import { Story } from '../../../grader/student/story/story';
import { bundleOwn, bundlePrelude } from '../../../grader/world/realm/bundle';
import { Program, STUDENT_SCRIPT } from '../../../grader/world/realm/program';

const FOLDER = path.join(__dirname, '..', '..', '..', 'solutions', 'raft');

/** A run of the reference, recorded and made readable as a page gets it. */
async function codedRun(id: string) {
  const bundle = await bundleOwn(FOLDER, await bundlePrelude());
  const test = CATALOGUE.find((one) => one.id === id);
  if (!('text' in bundle) || !test) throw new Error('there is no such run');
  const program = new Program(bundle.text);
  const { recording, result } = record(program, test, 1);
  const { origins = [], ...packed } = pack(recording);
  const code = codeOf(origins, new Sources(bundle.map, STUDENT_SCRIPT), FOLDER);
  return { story: new Story(unpack({ ...packed, code })), result, code, program, test };
}

test('sends, saves and applies lead to their lines, and the recorded run is the graded one', async () => {
  const { story, result, program, test } = await codedRun('2C/persist-1');
  expect(runTest(program, test, 1).digest).toBe(result.digest);
  const lineOf = (index: number) => {
    const [place] = story.behind(index)?.calls ?? [];
    return place && story.inCode.textOf(place.file)?.split('\n')[place.line - 1];
  };
  const wanted = {
    send: /\.(?:requestVote|appendEntries)\(/,
    disk: /disk\.\w+\(/,
    apply: /apply\(/,
  };
  for (const [kind, call] of Object.entries(wanted)) {
    const found = story.events.flatMap((event, index) => (event.kind === kind ? [index] : []));
    expect(found.length).toBeGreaterThan(3);
    for (const index of found) expect(lineOf(index)).toMatch(call);
  }
  for (const [index, event] of story.events.entries())
    if (event.kind === 'reply') expect(lineOf(index)).toContain(`${event.method}(`);
});

test('a request that a timer sent names the line that set the timer', async () => {
  const { story } = await codedRun('2A/initial-election');
  const first = story.events.findIndex(({ kind }) => kind === 'send');
  const { calls = [], cause } = story.behind(first) ?? {};
  expect(calls.map(({ file }) => file)).toContain('election.ts');
  expect(cause?.calls[0]?.file).toBe('timers.ts');
});

test('what happened later in a live run is put to the lines that are known', async () => {
  const { story: whole, code } = await codedRun('2A/initial-election');
  const half = Math.floor(whole.events.length / 2);
  const { servers, title, puppets, leftOut, until } = whole;
  const about = { servers, title, puppets, leftOut, until, stage: '2A' as const };
  const live = new Story({ ...about, events: whole.events.slice(0, half), code });
  // As a page is told: what comes later has numbers of its own, and no files.
  const turned = [...code.origins].reverse();
  const renumbered = whole.events.slice(half).map((event) => {
    if (event.origin === undefined) return event;
    return { ...event, origin: code.origins.length - 1 - event.origin };
  });
  live.append(renumbered, [], { files: [], origins: turned });
  for (const index of whole.events.keys()) expect(live.behind(index)).toEqual(whole.behind(index));
});

test.each([
  ['/home/a b/raft', 'vscode://file/home/a%20b/raft/log.ts:3:5'],
  ['C:\\kit\\labs\\raft', 'vscode://file/C:/kit/labs/raft/log.ts:3:5'],
])('in the folder %s the editor opens %s', (folder, link) => {
  const { inCode } = new Story({
    ...{ title: '', stage: '2A', servers: 1, puppets: [], events: [], leftOut: 0, until: 0 },
    code: { folder, files: [], origins: [] },
  });
  expect(inCode.editorLink({ file: 'log.ts', line: 3, column: 5, text: '' })).toBe(link);
});
