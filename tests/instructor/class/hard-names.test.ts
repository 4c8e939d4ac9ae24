/** Names and tables that lead to the wrong person where somebody guesses: each reaches its people, or nobody. */
import { oddities } from '../../../grader/instructor/class/class-oddities';
import { refuseDoubled } from '../../../grader/instructor/class/doubled-lines';
import type { Row } from '../../../grader/instructor/class/entry';
import { listText } from '../../../grader/instructor/class/list-text';
import { parseTimes } from '../../../grader/instructor/class/times';
import { frameOf } from '../../../grader/instructor/class/outputs';
import { parseOverrides } from '../../../grader/instructor/class/overrides';
import type { Roster } from '../../../grader/instructor/class/people/person';
import { parseRoster } from '../../../grader/instructor/class/people/roster';
import { canvasCsv } from '../../../grader/instructor/class/tables/canvas';
import { below } from '../../support/archives';
import { RUN, rowOf, ungraded } from '../../support/class-rows';
import { Desk, found } from '../../support/intake';

const desk = new Desk();
afterAll(() => desk.clear());

function rosterOf(text: string): Roster {
  const roster = parseRoster(text);
  if ('problem' in roster) throw new Error(roster.problem);
  return roster;
}

/** Of folders or archives of these names: who has which, `nobody` and `nothing`. */
async function toldOf(names: readonly string[], roster: string): Promise<readonly string[]> {
  const people = rosterOf(roster);
  const { submissions } = await found(
    desk.folder(Object.fromEntries(names.flatMap((name) => Object.entries(below(name))))),
  );
  const rows = submissions.map(({ id, claim, submittedAt }) =>
    rowOf({
      ...{ id, remarks: [] },
      ...(claim && { claim }),
      ...(submittedAt !== undefined && { submittedAt }),
    }),
  );
  return frameOf(rows, { roster: people }).rows.map(told).sort();
}

function told({ person, submission, id, unmatched, standing }: Row): string {
  if (unmatched !== undefined) return `nobody: ${id}`;
  return `${person?.key ?? ''}: ${standing === 'missing' ? 'nothing' : (submission ?? id)}`;
}

test('whose group it is that handed in, only the instructor can say where names have commas, and is told so', async () => {
  const roster = rosterOf('email,groups\na@x.org,Red\nm@x.org,"Red, mine"\n');
  const { submissions } = await found(desk.folder(below(MOODLE('Red_7'))));
  const rows = submissions.map(({ id, claim }) =>
    rowOf({ id, ...(claim && { claim }), remarks: [] }),
  );
  const { rows: all, pairings } = frameOf(rows, { roster });
  const told =
    /^Nothing was handed in, unless Red, mine in the roster is a list of groups: .* Give groups= /;
  expect(all.find(({ person }) => person?.key === 'm@x.org')?.problem).toMatch(told);
  expect(pairings.find(({ person }) => person?.key === 'm@x.org')?.how).toMatch(told);
});

const MOODLE = (who: string) => `${who}_assignsubmission_file`;
const WORKSHEET = (...names: readonly string[]) =>
  [
    'Identifier,"Full name","Email address",Status,Grade,"Maximum grade","Grade can be changed","Last modified (submission)","Last modified (grade)","Feedback comments"',
    ...names.map((name, at) => `Participant ${500 + at},"${name}",s${at}@x.org,,,100,Yes,-,-,`),
  ].join('\n');

test.each<[string, readonly string[], string, readonly string[]]>([
  [
    'apostrophes that Moodle leaves out',
    [MOODLE('Sean OBrien_500'), MOODLE('Zoë D’Arcy_501')],
    WORKSHEET("Sean O'Brien", "Zoë D'Arcy"),
    ['s0@x.org: Sean OBrien_500', 's1@x.org: Zoë D’Arcy_501'],
  ],
  [
    'a name with commas, and one in another form of Unicode',
    [MOODLE('Smith, John, Jr._500'), MOODLE(`Rene\u0301 Dupont_501`)],
    WORKSHEET('Smith, John, Jr.', 'Ren\u00e9 Dupont'),
    ['s0@x.org: Smith, John, Jr._500', 's1@x.org: Ren\u00e9 Dupont_501'],
  ],
  [
    'two of one name, whom their numbers tell apart',
    [MOODLE('Wei Wang_501'), MOODLE('Wei Wang_500')],
    WORKSHEET('Wei Wang', 'Wei Wang'),
    ['s0@x.org: Wei Wang_500', 's1@x.org: Wei Wang_501'],
  ],
  [
    'a number of the one with the name of the other',
    [MOODLE('Ada Lovelace_501')],
    WORKSHEET('Ada Lovelace', 'Alan Turing'),
    ['nobody: Ada Lovelace_501', 's0@x.org: nothing', 's1@x.org: nothing'],
  ],
  [
    'two of one name, whom nothing tells apart',
    ['Wei Wang'],
    'name,email\nWei Wang,a@x.org\nWei Wang,b@x.org\n',
    ['a@x.org: nothing', 'b@x.org: nothing', 'nobody: Wei Wang'],
  ],
  [
    'groups that differ in signs alone',
    ['C++', 'C#', 'C'],
    'email,group\na@x.org,C++\nb@x.org,C#\nc@x.org,C++\n',
    ['a@x.org: C++', 'b@x.org: C#', 'c@x.org: C++', 'nobody: C'],
  ],
  [
    'groups that differ in spaces alone',
    ['Team 11', 'Team 1 1', 'team-11'],
    'email,group\na@x.org,Team 1 1\nb@x.org,Team 11\n',
    ['a@x.org: Team 1 1', 'b@x.org: Team 11', 'nobody: team-11'],
  ],
  [
    'a group with a comma in its name, and a group of one',
    ['Lovelace, Turing', 'Solo'],
    'email,group\na@x.org,"Lovelace, Turing"\nb@x.org,"Lovelace, Turing"\nc@x.org,Solo\n',
    ['a@x.org: Lovelace, Turing', 'b@x.org: Lovelace, Turing', 'c@x.org: Solo'],
  ],
  [
    'addresses in capitals, and numbers with zeros before them',
    ['ADA@X.ORG', '00123', '123'],
    'sid,email\n00123,b@x.org\n7,ada@x.org\n',
    ['00123: 00123', '7: ADA@X.ORG', 'nobody: 123'],
  ],
  [
    'a number that is one student’s own and another’s on Canvas',
    ['1002'],
    'sid,canvas_user_id,name\n1002,5,Ada\n7,1002,Alan\n',
    ['5: nothing', '7: nothing', 'nobody: 1002'],
  ],
  ['a student whose line stands twice', ['ada'], 'login,name\nada,Ada\nada,Ada\n', ['ada: ada']],
  [
    'two students with one address',
    ['a@x.org'],
    'name,email\nAda,a@x.org\nAlan,a@x.org\n',
    ['Ada: nothing', 'Alan: nothing', 'nobody: a@x.org'],
  ],
  [
    'logins on Blackboard that end alike',
    [
      'Lab_2_van_dijk_attempt_2026-11-20-10-00-00_raft.zip',
      'Lab_2_dijk_attempt_2026-11-20-11-00-00_raft.zip',
    ],
    'login\nvan_dijk\njansen\n',
    ['jansen: nothing', 'nobody: dijk 2026-11-20-11-00-00', 'van_dijk: dijk 2026-11-20-10-00-00'],
  ],
  [
    'a login on Blackboard that ends in that of somebody else, and whose owner left the class',
    ['x_kim', 'anna_lee', 'lee', 'bob'].map(
      (login) => `Lab_2_${login}_attempt_2026-11-20-10-00-00_raft.zip`,
    ),
    'login\nkim\nlee\nbob\n',
    [
      'bob: bob 2026-11-20-10-00-00',
      'kim: nothing',
      'lee: lee 2026-11-20-10-00-00 (2)',
      'nobody: kim 2026-11-20-10-00-00',
      'nobody: lee 2026-11-20-10-00-00',
    ],
  ],
  [
    'a login on Blackboard that ends in that of another in the class',
    ['x_kim', 'kim', 'bob'].map((login) => `Lab_2_${login}_attempt_2026-11-20-10-00-00_raft.zip`),
    'login\nkim\nx_kim\nbob\n',
    [
      'bob: bob 2026-11-20-10-00-00',
      'kim: kim 2026-11-20-10-00-00',
      'x_kim: kim 2026-11-20-10-00-00 (2)',
    ],
  ],
  [
    'a login on Blackboard that can be read in two ways',
    ['Lab_2_van_dijk_attempt_2026-11-20-10-00-00_raft.zip'],
    'login\nvan_dijk\ndijk\n',
    ['dijk: nothing', 'nobody: dijk 2026-11-20-10-00-00', 'van_dijk: nothing'],
  ],
  [
    'a file on Canvas that a student has named as Moodle would',
    [
      'adalovelace_1001_90001_raft.zip',
      'bobb_1002_90002_x_assignsubmission_file_raft.zip',
      'cyc_1003_90003_x_assignsubmission_comments_raft.zip',
    ],
    'canvas_user_id,name\n1001,Ada Lovelace\n1002,Bob B\n1003,Cy C\n',
    ['1001: adalovelace_1001', '1002: bobb_1002', '1003: cyc_1003'],
  ],
  [
    'a file on Canvas that a student has named after another’s text',
    ['adalovelace_1001_90001_raft.zip', 'bobb_1002_90002_x_1001_text.html'],
    'canvas_user_id,name\n1001,Ada Lovelace\n1002,Bob B\n',
    ['1001: adalovelace_1001', '1002: nothing', 'nobody: bobb_1002_90002_x_1001'],
  ],
  [
    'a day in the name of a file on Brightspace',
    [
      '1-2 - Bob B - Nov 20, 2026 1158 AM - raft.zip',
      '1-3 - Ada L - Nov 20, 2026 1100 AM - raft_2026_11_20.zip',
    ],
    'name\nAda L\nBob B\n',
    ['Ada L: Ada L Nov 20, 2026 1100 AM', 'Bob B: Bob B Nov 20, 2026 1158 AM'],
  ],
  [
    'a student on Brightspace who has taken the name of another',
    [
      '1-9 - Ada L - Nov 20, 2026 1100 AM - raft.zip',
      '2-9 - Ada L - Nov 20, 2026 1158 AM - raft.zip',
      '3-9 - Bob B - Nov 20, 2026 1158 AM - raft.zip',
    ],
    'name\nAda L\nBob B\n',
    [
      'Ada L: nothing',
      'Bob B: Bob B Nov 20, 2026 1158 AM',
      'nobody: Ada L Nov 20, 2026 1100 AM',
      'nobody: Ada L Nov 20, 2026 1158 AM',
    ],
  ],
  [
    'one who has done so in the same minute',
    [
      '1-9 - Ada L - Nov 20, 2026 1158 AM - raft.zip',
      '2-9 - Ada L - Nov 20, 2026 1158 AM - raft.zip',
    ],
    'name\nAda L\nBob B\n',
    [
      'Ada L: nothing',
      'Bob B: nothing',
      'nobody: Ada L Nov 20, 2026 1158 AM',
      'nobody: Ada L Nov 20, 2026 1158 AM (2)',
    ],
  ],
  [
    'a group that is called after another one and something more',
    [MOODLE('Red_7'), MOODLE('Red, mine_8')],
    'email,groups\na@x.org,Red\nb@x.org,"Red, Tuesday"\nc@x.org,"Blue, Tuesday"\nm@x.org,"Red, mine"\n',
    ['a@x.org: Red_7', 'b@x.org: Red_7', 'c@x.org: nothing', 'm@x.org: Red, mine_8'],
  ],
  ...(['Red, Blue', 'Red, Red', 'Red,', '|Red|', '"Red"'] as const).map(
    (name): [string, readonly string[], string, readonly string[]] => [
      `a group called ${name}, where all others are in one group each`,
      [MOODLE('Red_7'), MOODLE('Blue_8')],
      `email\tgroups\na@x.org\tRed\nb@x.org\tBlue\nm@x.org\t"${name.replaceAll('"', '""')}"\n`,
      ['a@x.org: Red_7', 'b@x.org: Blue_8', 'm@x.org: nothing'],
    ],
  ),
  [
    'members of a team whose lists of groups are the same',
    [MOODLE('Red_7')],
    'email,groups\na@x.org,"Red, Tuesday"\nb@x.org,"Red, Tuesday"\n',
    ['a@x.org: Red_7', 'b@x.org: Red_7'],
  ],
  [
    'groups whose names are in quotes',
    [MOODLE('Red, mine_8'), MOODLE('Red_7')],
    'email,groups\na@x.org,Red\nm@x.org,"""Red, mine""; Tuesday"\nn@x.org,Tuesday\n',
    ['a@x.org: Red_7', 'm@x.org: Red, mine_8', 'n@x.org: nothing'],
  ],
  [
    'a group on Moodle that is called after the id of a student',
    [MOODLE('s7')],
    'id,name,group\ns7,Ada,Red\ns8,Mallory,s7\n',
    ['Ada: nothing', 'Mallory: nothing', 'nobody: s7'],
  ],
  [
    'a day in the name of each file on Moodle',
    [
      'Ada L_500_assignsubmission_file_a_2026_11_20.zip',
      'Bob B_501_assignsubmission_file_b_2026_11_20.zip',
    ],
    WORKSHEET('Ada L', 'Bob B'),
    ['s0@x.org: Ada L_500', 's1@x.org: Bob B_501'],
  ],
  [
    'a day in the name of a file on Blackboard, and a name as Moodle’s in another',
    [
      'Lab_ada_attempt_2026-11-19-10-00-00_raft_2026_11_20.zip',
      'Lab_bob_attempt_2026-11-20-10-00-00_x_assignsubmission_file_raft.zip',
    ],
    'login\nada\nbob\n',
    ['ada: ada 2026-11-19-10-00-00', 'bob: bob 2026-11-20-10-00-00'],
  ],
  [
    'a file that a student has named after another’s attempt on Blackboard',
    [
      'Lab_1_bob_attempt_2026-11-20-10-00-00_raft.zip',
      'Lab_1_ada_attempt_2026-11-19-10-00-00_x_bob_attempt_2026-11-20-23-58-01_raft.zip',
    ],
    'login\nada\nbob\n',
    ['ada: ada 2026-11-19-10-00-00', 'bob: bob 2026-11-20-10-00-00'],
  ],
  [
    'a file that a student has named after another’s on Brightspace',
    [
      '1-2 - Bob B - Nov 20, 2026 1158 AM - raft.zip',
      '1-3 - Ada L - Nov 20, 2026 1100 AM - Bob B - Nov 21, 2026 1158 PM - raft.zip',
    ],
    'name\nAda L\nBob B\n',
    ['Ada L: Ada L Nov 20, 2026 1100 AM', 'Bob B: Bob B Nov 20, 2026 1158 AM'],
  ],
  [
    'a group that students have named after another’s upload to Canvas',
    ['bobb_1007_5000_raft.zip', 'bobb_1007_99999_1006_6000_raft.zip'],
    'name,canvas_user_id\nAda L,1006\nBob B,1007\n',
    ['1006: nothing', '1007: bobb_1007', 'nobody: bobb_1007_99999_1006'],
  ],
  [
    'a group that somebody who is not in the roster has named after another',
    ['alice_1006_98_93006_raft.zip', 'team_12_1008_93007_raft.zip', 'bobb_1007_92000_raft.zip'],
    'name,canvas_user_id\nAlice,1006\nBob B,1007\nCleo,1008\n',
    ['1006: nothing', '1007: bobb_1007', '1008: team_12_1008', 'nobody: alice_1006_98'],
  ],
  [
    'a file named like an upload, where numbers of users and uploads are alike',
    ['alice_1006_1501_1700_raft.zip', 'bobb_1007_1500_raft.zip'],
    'name,canvas_user_id\nAlice,1006\nBob B,1007\n',
    ['1006: nothing', '1007: bobb_1007', 'nobody: alice_1006_1501'],
  ],
  [
    'anonymous uploads to Canvas, one of which looks like a number',
    ['anon_12345_93006_raft.zip', 'LATE_anon_a1B2c_93007_raft.zip'],
    'name,canvas_user_id\nAnon,12345\n',
    ['12345: nothing', 'nobody: anon_12345', 'nobody: anon_a1B2c'],
  ],
  [
    'a team called Participant, whose number is somebody’s, where marking is anonymous',
    [MOODLE('Participant_501'), MOODLE('Blue_77')],
    'Identifier,Status,Group,Grade,"Maximum grade",C,A,B,F\nParticipant 501,-,Red,,20,Yes,-,-,\nParticipant 502,-,Blue,,20,Yes,-,-,\n',
    ['Participant 501: nothing', 'Participant 502: Blue_77', 'nobody: Participant_501'],
  ],
  [
    'a group that has handed in under two of its members: the later upload counts',
    ['teamx_1001_93001_raft.zip', 'teamx_1002_93000_raft.zip'],
    'canvas_user_id,login,group\n1001,ada,Team X\n1002,bob,Team X\n',
    ['ada: teamx_1001', 'bob: teamx_1001'],
  ],
  [
    'a table that begins with its separator',
    ['ada'],
    'sep=;\r\nlogin;name\r\nada;Ada\r\n',
    ['ada: ada'],
  ],
  [
    'marks that cannot be seen, in names',
    [MOODLE('\u200fمحمد علي\u200e_500'), MOODLE('Ada\u200b Lovelace_501')],
    WORKSHEET('محمد علي', 'Ada Lovelace'),
    ['s0@x.org: \\u200fمحمد علي\\u200e_500', 's1@x.org: Ada\\u200b Lovelace_501'],
  ],
  [
    'a name in letters of another alphabet that look alike',
    [MOODLE('\u0410da Lovelace_500')],
    WORKSHEET('Ada Lovelace'),
    ['nobody: \u0410da Lovelace_500', 's0@x.org: nothing'],
  ],
  [
    'a single repository, of which nobody can say where the prefix ends',
    ['ada-smith'],
    'name,github\nBob,smith\n',
    ['nobody: ada-smith', 'smith: nothing'],
  ],
  [
    'a login on Blackboard that is another student’s number',
    [
      'Lab_1_001_attempt_2026-11-20-10-00-00_raft.zip',
      'Lab_1_bob_attempt_2026-11-20-10-00-00_raft.zip',
    ],
    'Username,Student ID,Name\nada,002,Ada\nbob,001,Bob\n',
    ['ada: nothing', 'bob: bob 2026-11-20-10-00-00', 'nobody: 001 2026-11-20-10-00-00'],
  ],
  [
    'a team on Moodle that has both the name and the number of somebody who is not in it',
    [MOODLE('Ada L_501')],
    'Identifier,Full name,Email address,Status,Group,Grade,"Maximum grade",C,A,B,F\nParticipant 501,Ada L,a@x.org,-,,,20,Yes,-,-,\nParticipant 502,Bob B,b@x.org,-,Ada L,,20,Yes,-,-,\n',
    ['a@x.org: nothing', 'b@x.org: nothing', 'nobody: Ada L_501'],
  ],
  [
    'attempts on Blackboard in a zone that nobody has named: the order is known',
    [
      'Lab_1_ada_attempt_2026-11-20-23-58-01_raft.zip',
      'Lab_1_ada_attempt_2026-11-21-10-00-00_raft.zip',
    ],
    'login\nada\n',
    ['ada: ada 2026-11-21-10-00-00'],
  ],
  [
    'attempts within the hours in which clocks may go back: it is not',
    [
      'Lab_1_ada_attempt_2026-10-25-02-50-00_raft.zip',
      'Lab_1_ada_attempt_2026-10-25-02-10-00_raft.zip',
    ],
    'login\nada\n',
    ['ada: nothing', 'nobody: ada 2026-10-25-02-10-00', 'nobody: ada 2026-10-25-02-50-00'],
  ],
  [
    'repositories of groups',
    ['lab2-team-rocket', 'lab2-ada'],
    'github,group\nada,\nbob,team-rocket\ncleo,team-rocket\n',
    ['ada: lab2-ada', 'bob: lab2-team-rocket', 'cleo: lab2-team-rocket'],
  ],
  [
    'a person who bears the name of a group of others',
    ['Ada'],
    'login,name,group\na,Ada,\nb,Bob,Ada\n',
    ['a: nothing', 'b: nothing', 'nobody: Ada'],
  ],
  [
    'a repository of a group that its members have called after somebody else',
    ['lab2-ada', 'lab2-team-rocket'],
    'github,group\nada,\nbob,ada\ncleo,team-rocket\n',
    ['ada: nothing', 'bob: nothing', 'cleo: lab2-team-rocket', 'nobody: lab2-ada'],
  ],
  [
    'a group on Moodle that its members have called after somebody else',
    [MOODLE('Ada L_77')],
    'name,group\nAda L,\nBob B,Ada L\n',
    ['Ada L: nothing', 'Bob B: nothing', 'nobody: Ada L_77'],
  ],
  [
    'a group on Brightspace that its members have called after somebody else',
    ['1-2 - Ada L - Nov 20, 2026 1158 AM - raft.zip'],
    'name,group\nAda L,\nBob B,Ada L\n',
    ['Ada L: nothing', 'Bob B: nothing', 'nobody: Ada L Nov 20, 2026 1158 AM'],
  ],
])('%s', async (_, names, roster, expected) => {
  expect(await toldOf(names, roster)).toEqual([...expected].sort());
});

test('a line that may mean two is said, and changes neither', () => {
  const overrides = parseOverrides(
    'id,score,reason,by\nWei Wang,0,copied,prof\nghost,1,why,prof\n',
  );
  if ('problem' in overrides) throw new Error(overrides.problem);
  const options = {
    roster: rosterOf('name,email\nWei Wang,a@x.org\nWei Wang,b@x.org\n'),
    overrides,
  };
  const { rows } = frameOf([rowOf({ id: 'a@x.org' }), rowOf({ id: 'b@x.org' })], options);
  expect(rows.filter(({ decision }) => decision)).toEqual([]);
  const said = oddities(false, options, [], rows, []).join('\n');
  expect(said).toMatch(
    /Lines of overrides= that change nothing.*: line 2 \(Wei Wang\) is Wei Wang \(a@x\.org\) or Wei Wang \(b@x\.org\)/,
  );
  expect(said).toMatch(/Changed by hand, but not in the class \(overrides=\): line 3 \(ghost\)/);
});

test('a line with a login that is another’s number is said, and changes neither', () => {
  const overrides = parseOverrides('id,score,reason,by\n1001,7,why,prof\n');
  if ('problem' in overrides) throw new Error(overrides.problem);
  const options = {
    roster: rosterOf('name,login,canvas_user_id\nAda,ada,1001\nAlan,1001,1010\n'),
    overrides,
  };
  const { rows } = frameOf([rowOf({ id: 'ada' })], options);
  expect(rows.map(({ person }) => person?.key)).toEqual(['1010', 'ada']);
  expect(rows.filter(({ decision }) => decision)).toEqual([]);
  expect(oddities(false, options, [], rows, []).join()).toMatch(
    /several people .*: line 2 \(1001\) is Ada \(ada\) or Alan \(1010\)/,
  );
});

test('two lines about one person are refused, unless they are about two submissions', () => {
  const overrides = parseOverrides('id,score,reason,by\nada,1,x,p\nA@x.org,2,x,p\n');
  if ('problem' in overrides) throw new Error(overrides.problem);
  const roster = rosterOf('login,email\nada,a@x.org\nbob,b@x.org\n');
  expect(() => refuseDoubled({ roster, overrides }, [], ['ada', 'bob'])).not.toThrow();
  expect(() => refuseDoubled({ roster, overrides }, [], ['bob'])).toThrow(
    /overrides= has two lines about ada, .*: line 2 \(ada\) and line 3 \(A@x\.org\)\./,
  );
});

test('a line for an attempt that does not count is said to be that', () => {
  const list = parseOverrides('id,score,reason,by\nada 1,1,x,p\n');
  const times = parseTimes(
    'id,submitted_at\nada 1,2026-11-20T10:00:00Z\nada 2,2026-11-21T10:00:00Z\n',
  );
  if ('problem' in list || 'problem' in times) throw new Error();
  const options = { roster: rosterOf('login\nada\n'), overrides: list, times };
  const claim = { platform: 'folders', name: 'ada' } as const;
  const entries = ['ada 1', 'ada 2'].map((id) => rowOf({ id, claim }));
  const { rows } = frameOf(entries, options);
  expect(rows.map(({ id }) => id)).toEqual(['ada 2']);
  const said = oddities(false, options, [], rows, ['ada 1', 'ada 2']).join('\n');
  expect(said).toBe(
    'Changed by hand or with an extended deadline, but another attempt counts: ada 1',
  );
});

test('a line for a person beside one for a submission of that person alone is said', () => {
  const overrides = parseOverrides('id,score,reason,by\nteam,1,x,p\nada,2,x,p\n');
  if ('problem' in overrides) throw new Error(overrides.problem);
  const options = { roster: rosterOf('login,group\nada,team\nbob,other\n'), overrides };
  const { rows } = frameOf([rowOf({ id: 'team' })], options);
  expect(rows.flatMap(({ decision }) => decision?.score ?? [])).toEqual([2]);
  expect(oddities(false, options, [], rows, []).join()).toMatch(
    /the line for the person counts.: line 2 \(team\) and line 3 \(ada\)/,
  );
});

test('what Moodle calls a draft, and a number that a spreadsheet has shortened, are said', async () => {
  const text = WORKSHEET('Ada Lovelace').replace(',,,100', ',"Draft (not submitted) - ",,100');
  const { submissions } = await found(desk.folder(below(MOODLE('Ada Lovelace_500'))));
  const given = submissions.map(({ id, claim }) =>
    rowOf({ id, ...(claim && { claim }), remarks: [] }),
  );
  const [row] = frameOf(given, { roster: rosterOf(text) }).rows;
  expect(row?.remarks).toEqual(["Moodle's worksheet says of it: Draft (not submitted) -"]);
  for (const cell of ['1.23457E+08', '1,23457E+08', '7E+12'])
    expect(parseRoster(`sid;name\n${cell};Ada\n`)).toMatchObject({
      problem: expect.stringContaining('shortened') as string,
    });
  expect(parseRoster('sid,name\n7E1234,Ada\n')).not.toHaveProperty('problem');
});

test('a change by hand that cannot be made as it is written is said', () => {
  const overrides = parseOverrides('id,score,reason,by\na,9,x,p\nb,+3,x,p\nc,+1,x,p\nd,+1,x,p\n');
  if ('problem' in overrides) throw new Error(overrides.problem);
  const given = [
    rowOf({ id: 'a', score: 3 }),
    rowOf({ id: 'b', score: 6 }),
    ungraded('unreadable', 'c'),
    rowOf({ id: 'd', score: 3 }),
  ];
  const { rows } = frameOf(given, { overrides });
  expect(oddities(false, { overrides }, [], rows, [])).toEqual([
    expect.stringMatching(/without a score that could change: c$/),
    expect.stringMatching(/more points than there are.*: a, b$/),
  ]);
});

describe('a table', () => {
  const text = 'name;email\nJürgen Groß;j@x.org\n';
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');

  test.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16', utf16],
    ['UTF-16, the other way round', Buffer.from(utf16).swap16()],
  ])('in %s has the same people', (_, bytes) => {
    expect(rosterOf(listText(bytes) ?? '').people.map(({ name }) => name)).toEqual(['Jürgen Groß']);
  });

  test('in an encoding that is not known is refused, and no name is read wrongly', () => {
    expect(listText(Buffer.from(text, 'latin1'))).toBeUndefined();
  });

  test('of times may not name somebody twice, in capitals either', () => {
    const read = parseTimes(
      'id,submitted_at\nada,2026-11-20T10:00:00Z\nADA,2026-11-21T10:00:00Z\n',
    );
    expect(read).toMatchObject({ problem: expect.stringContaining('line 2 already') as string });
  });

  test('of Canvas may have last and first names in two columns', () => {
    const roster = rosterOf(
      'LastName,FirstName,ID,SIS User ID,SIS Login ID,Section,Raft (77)\n"    Points Possible",,,,,,"7,50"\nLovelace,Ada,1001,s1,ada,A,\nTuring,Alan,1002,s2,alan,A,\nStudent,Test,1999,,8f2b,A,\n',
    );
    expect(roster).toMatchObject({ kind: 'canvas' });
    expect(roster.people.map(({ name }) => name)).toEqual(['Lovelace, Ada', 'Turing, Alan']);
    const { rows } = frameOf([rowOf({ id: 'ada', score: 8, maxScore: 8 })], { roster });
    const table = canvasCsv(RUN, rows, roster, '77');
    expect(table).toContain('Lovelace,Ada,1001,s1,ada,A,7.5');
    expect(table).toContain('Turing,Alan,1002,s2,alan,A,\n');
  });
});
