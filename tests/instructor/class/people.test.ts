/** Whose grade it is: from a platform's download and the roster to rows, and back into the gradebook. */
import { claimWords } from '../../../grader/instructor/class/claim';
import { oddities } from '../../../grader/instructor/class/class-oddities';
import { isMissing, type Row } from '../../../grader/instructor/class/entry';
import {
  canvasFeedbackName,
  feedbackZip,
  moodleFeedbackName,
} from '../../../grader/instructor/class/feedback-zips';
import { peopleHtml } from '../../../grader/instructor/class/pages/people-html';
import type { Attempts } from '../../../grader/instructor/class/people/attempts';
import { type Frame, framed } from '../../../grader/instructor/class/people/frame';
import { withGroups } from '../../../grader/instructor/class/people/groups';
import { peopleCsv } from '../../../grader/instructor/class/people/people-csv';
import type { Person, Roster } from '../../../grader/instructor/class/people/person';
import { parseRoster } from '../../../grader/instructor/class/people/roster';
import { dateIn } from '../../../grader/instructor/class/date-in-words';
import { worksheetTimes } from '../../../grader/instructor/class/people/worksheet-times';
import { changes } from '../../../grader/instructor/class/regrade';
import { canvasCsv } from '../../../grader/instructor/class/tables/canvas';
import { moodleCsv } from '../../../grader/instructor/class/tables/moodle';
import { below, RAFT } from '../../support/archives';
import { RUN, rowOf } from '../../support/class-rows';
import { Desk, found } from '../../support/intake';
import {
  canvasImports,
  canvasTakesFeedback,
  moodleImports,
  moodleTakesFeedback,
} from '../../support/platforms';

const desk = new Desk();
afterAll(() => desk.clear());

function rosterOf(text: string): Roster {
  const roster = parseRoster(text);
  if ('problem' in roster) throw new Error(roster.problem);
  return roster;
}

/** A class in a folder, with the same score for everybody unless `scores` says otherwise. */
async function classOf(
  files: Readonly<Record<string, string | Buffer>>,
  roster: Roster,
  attempts: Attempts = 'last',
  scores: Readonly<Record<string, number>> = {},
): Promise<Frame> {
  const { submissions } = await found(desk.folder(files));
  const rows = submissions.map(({ id, claim, submittedAt }) =>
    rowOf({
      id,
      ...(claim && { claim }),
      ...(submittedAt !== undefined && { submittedAt }),
      ...(scores[id] !== undefined && { score: scores[id] }),
      remarks: [],
    }),
  );
  return framed(rows, roster, attempts, (row) => row);
}

/** Who has which submission; `nobody` and `nothing` where there is none. */
function told({ rows }: Frame): readonly string[] {
  return rows
    .map(({ person, submission, id, unmatched, standing }) => {
      if (unmatched !== undefined) return `nobody: ${id}`;
      return `${person?.name ?? ''}: ${standing === 'missing' ? 'nothing' : (submission ?? id)}`;
    })
    .sort();
}

const WORKSHEET = rosterOf(
  [
    'Identifier,"Full name","Email address",Status,Grade,"Maximum grade","Grade can be changed","Last modified (submission)","Last modified (grade)","Feedback comments"',
    'Participant 501,"Ada Lovelace",ada@example.edu,Submitted,,20.00,Yes,"Friday, 20 November 2026, 11:58 PM",-,',
    'Participant 502,"Alan Turing",alan@example.edu,Submitted,,20.00,Yes,-,-,',
    'Participant 42,"Wrong Person",wrong@example.edu,No submission,,20.00,Yes,-,-,',
    '',
  ].join('\n'),
);
const FILE = '_assignsubmission_file';

describe('Moodle', () => {
  test('a number counts with its name alone: a team of that number is nobody', async () => {
    const frame = await classOf(
      {
        ...below(`Ada Lovelace_501${FILE}_`),
        ...below(`Team 7_42${FILE}`),
        ...below(`Default group${FILE}`),
      },
      WORKSHEET,
    );
    expect(told(frame)).toEqual([
      'Ada Lovelace: Ada Lovelace_501',
      'Alan Turing: nothing',
      'Wrong Person: nothing',
      'nobody: Default group',
      'nobody: Team 7_42',
    ]);
    const team = frame.rows.find(({ id }) => id === 'Team 7_42');
    expect(team?.unmatched).toContain('participant 42 is Wrong Person');
  });

  test('a group of the roster has its submission in a row for each member', async () => {
    const roster = rosterOf(
      'First name,Last name,Email address,Groups\nAda,Lovelace,a@x.org,Team 7\nAlan,Turing,t@x.org,"Team 7, Tuesday"\nGrace,Hopper,g@x.org,"Team 8, Tuesday"\n',
    );
    const frame = await classOf(below(`Team 7_42${FILE}`), roster);
    expect(told(frame)).toEqual([
      'Ada Lovelace: Team 7_42',
      'Alan Turing: Team 7_42',
      'Grace Hopper: nothing',
    ]);
    expect(new Set(frame.rows.map(({ id }) => id)).size).toBe(3);
  });

  test('a name with a comma is known behind the name of a group', async () => {
    const roster = rosterOf(
      [
        'Identifier,"Full name","Email address",Status,Group,Grade,"Maximum grade","Grade can be changed","Last modified (submission)","Last modified (grade)","Feedback comments"',
        'Participant 501,"John Smith, Jr.",j@x.org,Submitted,Team 2,,20.00,Yes,-,-,',
        'Participant 502,"Lovelace, Ada",a@x.org,Submitted,Team 2,,20.00,Yes,-,-,',
        '',
      ].join('\n'),
    );
    const frame = await classOf(
      {
        ...below(`Team 2-John Smith, Jr._501${FILE}`),
        ...below(`Team 2-Lovelace, Ada_502${FILE}`),
      },
      roster,
    );
    expect(told(frame)).toEqual([
      'John Smith, Jr.: Team 2-John Smith, Jr._501',
      'Lovelace, Ada: Team 2-Lovelace, Ada_502',
    ]);
  });

  test('namesakes whom the roster does not tell apart are nobody', async () => {
    const roster = rosterOf('name,email\nAda Lovelace,a@x.org\n');
    const files = { ...below(`Ada Lovelace_1${FILE}`), ...below(`Ada Lovelace_2${FILE}`) };
    expect(told(await classOf(files, roster))).toEqual([
      'Ada Lovelace: nothing',
      'nobody: Ada Lovelace_1',
      'nobody: Ada Lovelace_2',
    ]);
  });

  test.each([
    [
      'German',
      'ID;Status;Bewertung;Bestwertung;Änderbar;A;B;F',
      'Teilnehmer/in501',
      'Teilnehmerin',
    ],
    ['English', 'Identifier;Status;Grade;Maximum;C;A;B;F', 'Participant 501', 'Participant'],
    ['Chinese', '标识符;状态;成绩;最高分;可更改;提交;成绩;反馈', '参与者501', '参与者'],
  ])('anonymous marking in %s goes by the number', async (_, head, identifier, word) => {
    const roster = rosterOf(`\ufeff${head}\n${identifier};x;;20,00;Ja;-;-;\n`);
    const frame = await classOf(below(`${word}_501${FILE}_`), roster);
    expect(frame.rows.map(({ person, id }) => [person?.key, id])).toEqual([
      [identifier, `${word}_501`],
    ]);
  });

  test('text that was typed into Moodle has a row without files', async () => {
    const files = { 'Alan Turing_502_assignsubmission_onlinetext/onlinetext.html': 'hello' };
    expect(told(await classOf(files, WORKSHEET))).toContain('Alan Turing: Alan Turing_502');
  });

  const HEADS = {
    German:
      'ID;"Vollständiger Name";"E-Mail-Adresse";Status;Bewertung;"Bestwertung";"Bewertung kann geändert werden";"Zuletzt geändert (Abgabe)";"Zuletzt geändert (Bewertung)";"Feedback als Kommentar"',
    French:
      'Identifiant;"Nom complet";"Adresse de courriel";Statut;Note;"Note maximale";"La note peut être modifiée";"Dernière modification (travail remis)";"Dernière modification (note)";"Feedback par commentaires"',
    'a language that nobody here knows':
      'Tunniste;Nimi;Osoite;Tila;Arvosana;"Suurin";"Voi muuttaa";"Muokattu (a)";"Muokattu (b)";Palaute',
  };

  test.each(Object.entries(HEADS))('takes its worksheet back in %s', async (_, head) => {
    const cells = head.split(';').map((cell) => cell.replaceAll('"', ''));
    const roster = rosterOf(
      `\ufeff${head}\n"Teilnehmer/in501";"Ada Lovelace";ada@x.org;Abgegeben;;"25,00";Ja;-;-;\n"Teilnehmer/in502";"Alan Turing";alan@x.org;-;;"25,00";Ja;-;"2 November 2026";\n`,
    );
    const frame = await classOf(
      { ...below(`Ada Lovelace_501${FILE}`), ...below(`Alan Turing_502${FILE}`) },
      roster,
      'last',
      { 'Ada Lovelace_501': 5, 'Alan Turing_502': 8 },
    );
    const text = moodleCsv(RUN, frame.rows, roster);
    const site = {
      words: {
        identifier: cells[0] ?? '',
        grade: cells[4] ?? '',
        modified: cells[8] ?? '',
        hidden: 'Teilnehmer/in',
      },
      ...{ delimiter: ';', decimal: ',', maximum: 25 },
      participants: new Map([
        [501, { name: 'Ada' }],
        [502, { name: 'Alan', gradedAt: Date.parse('2026-11-20') / 1_000 }],
      ]),
    };
    // 5 of 8 points are 15.63 of 25; what was graded in Moodle since is passed over, and not lost.
    expect(moodleImports(text, site)).toEqual({
      grades: new Map([['Ada', 15.63]]),
      skipped: ['Alan: graded since'],
    });
    const changed = { ...site, words: { ...site.words, modified: 'Last modified (grade)' } };
    expect(moodleImports(text, changed)).toEqual({ refused: 'invalidgradeimport' });
  });

  test('takes feedback in bulk by the names in the zip', async () => {
    const odd = rosterOf(
      'Identifier,Full name,Email address,Status,Grade,Maximum grade,C,A,B,F\nParticipant 501,Ada_B: Lovelace,a@x.org,-,,20.00,Yes,-,-,\nParticipant 502,Alan Turing,t@x.org,-,,20.00,Yes,-,-,\n',
    );
    const { rows } = await classOf(below(`Ada B Lovelace_501${FILE}`), odd);
    const names = rows.map(moodleFeedbackName);
    expect(
      names.map((name) => name && moodleTakesFeedback(name, new Set([501, 502]))),
    ).toContainEqual({ participant: 501, file: 'feedback.html' });
    const zip = await feedbackZip(rows, moodleFeedbackName, () => 'the page');
    expect(zip?.toString('latin1')).toContain('_501_assignfeedback_file_feedback.html');
    expect(zip?.toString('latin1')).not.toContain('_502_');
  });

  test.each([
    ['Friday, 20 November 2026, 11:58 PM', '2026-11-20T23:58'],
    ['Freitag, 20. November 2026, 23:58', '2026-11-20T23:58'],
    ['vendredi 6 février 2026, 09:05', '2026-02-06T09:05'],
    ['viernes, 20 de noviembre de 2026, 23:58', '2026-11-20T23:58'],
    ['2026年11月20日 星期五 23:58', '2026-11-20T23:58'],
    ['Saturday, 21 November 2026, 12:05 AM', '2026-11-21T00:05'],
    ['-', undefined],
  ])('writes a date as %s', (text, read) => {
    expect(dateIn(text)).toBe(read);
  });

  test('says when who handed in, on the clocks of the course', () => {
    expect([...worksheetTimes(WORKSHEET, 'Europe/Berlin')]).toEqual([
      ['ada@example.edu', { submittedAt: '2026-11-20T23:58:00+01:00', freeDaysUsed: 0 }],
    ]);
  });
});

const GRADEBOOK = rosterOf(
  [
    'Student,ID,SIS User ID,SIS Login ID,Section,Raft 1 (777),Raft 2 (778),Current Score',
    '    Points Possible,,,,,100,20,(read only)',
    '"Lovelace, Ada",1001,s1001,ada,Sec 1,,,',
    '"Turing, Alan",1002,s1002,alan,Sec 1,50,,',
    '"Member, One",1006,s1006,tm1,Sec 2,,,',
    '"Student, Test",1098,,,Sec 2,,,',
    '',
  ].join('\n'),
);

describe('Canvas', () => {
  test('a number in the name of a plain folder is nobody', async () => {
    const frame = await classOf(below('lab2_1002'), GRADEBOOK);
    expect(told(frame)).toEqual([
      'Lovelace, Ada: nothing',
      'Member, One: nothing',
      'Turing, Alan: nothing',
      'nobody: lab2_1002',
    ]);
  });

  test('every upload has a row, and a name with underscores is read by what can be an upload', async () => {
    const files = {
      'lovelaceada_1001_92000_raft.ts': 'x',
      'lab_team_12_1006_93000_raft.ts': 'x',
      'the_a_team_1007_94000_raft.ts': 'x',
      'the_a_team_1007_94001_log.ts': 'x',
      'turingalan_1002_text.html': 'x',
    };
    const { submissions } = await found(desk.folder(files));
    expect(submissions.map(({ claim }) => claim && claimWords(claim)).sort()).toEqual([
      'lab_team_12 (1006)',
      'lovelaceada (1001)',
      'the_a_team (1007)',
      'turingalan (1002)',
    ]);
    const texts = await Promise.all(submissions.map((one) => one.open()));
    expect(texts.find(({ id }) => id === 'turingalan_1002')?.problem).toContain('text or a link');
  });

  test('a name of which Canvas leaves nothing, or only its Latin letters, is still known by its number', async () => {
    const roster = rosterOf(
      'Student,ID,SIS User ID,SIS Login ID,Section\n"王, 小明",2001,,w,1\n"Müller, Jörg",2002,,m,1\n"Lovelace, Ada",2003,,a,1\n',
    );
    const frame = await classOf(
      {
        '_2001_92000_raft.ts': 'x',
        'mllerjrg_LATE_2002_92001_raft.ts': 'x',
        '_LATE_2003_92002_raft.ts': 'x',
      },
      roster,
    );
    expect(told(frame)).toEqual([
      'Lovelace, Ada: _2003',
      'Müller, Jörg: mllerjrg_2002',
      '王, 小明: _2001',
    ]);
    const odd = frame.rows.filter(({ remarks }) => remarks.length > 0);
    // Nothing is no name of Ada's, so that the work may be a group's.
    expect(odd.map(({ person }) => person?.name)).toEqual(['Lovelace, Ada']);
  });

  test('a number that two people of the roster have is nobody', async () => {
    const roster = rosterOf(
      'Student,ID,SIS User ID,SIS Login ID,Section\n"Lovelace, Ada",2001,,a,1\n"Turing, Alan",2001,,t,1\n',
    );
    const frame = await classOf({ 'lovelaceada_2001_92000_raft.ts': 'x' }, roster);
    expect(told(frame)).toContain('nobody: lovelaceada_2001');
    const sheet = { ...WORKSHEET, people: [...WORKSHEET.people, ...WORKSHEET.people] };
    const twice = await classOf(below(`Ada Lovelace_501${FILE}`), sheet);
    expect(told(twice)).toContain('nobody: Ada Lovelace_501');
  });

  test('takes the column and its maximum as the gradebook has them', async () => {
    const frame = await classOf({ 'lovelaceada_1001_92000_raft.ts': 'x' }, GRADEBOOK);
    const text = canvasCsv(RUN, frame.rows, GRADEBOOK, 'Raft 2');
    const students = new Map([
      ['1001', 'Ada'],
      ['1002', 'Alan'],
      ['1006', 'One'],
    ]);
    expect(canvasImports(text, { students, column: 'Raft 2 (778)', maximum: 20 })).toEqual({
      grades: new Map([['Ada', 7.5]]),
      skipped: [],
    });
  });

  test('takes feedback in bulk, a group with numbers in its name as well', () => {
    const row = (slug: string) =>
      rowOf({ claim: { platform: 'canvas', slug, user: '1006', upload: '93000' } });
    for (const slug of ['lovelaceada', 'lab_team_7', 'a_2024_b', '1010'])
      expect(
        canvasTakesFeedback(canvasFeedbackName(row(slug)) ?? '', new Map([['93000', '1006']])),
      ).toBe('1006');
    expect(canvasTakesFeedback('lab_team_7_1006_93000_x.html', new Map([['93000', '1006']]))).toBe(
      undefined,
    );
  });
});

describe('Gradescope', () => {
  const METADATA = [
    '---',
    'submission_201:',
    '  :submitters:',
    '  - :name: Ada Lovelace',
    '    :sid: s201',
    '    :email: ada@example.edu',
    '  - :name: Charles Babbage',
    '    :sid: s202',
    '    :email: chuck@example.edu',
    '  :created_at: 2026-11-20 23:50:11.123456000 -08:00',
    'submission_203:',
    '  :submitters:',
    '  - :name: 王小明',
    '    :sid: s203',
    '    :email: wang@example.edu',
    '  :created_at: 2026-11-20 23:50:11 Z',
    'submission_204:',
    '  :submitters: []',
    '',
  ].join('\n');
  const EXPORT = {
    'submission_metadata.yml': METADATA,
    ...below('submission_201'),
    ...below('submission_203'),
    ...below('submission_204'),
  };

  test('each member of a submission has a row, by address or number', async () => {
    const roster = rosterOf(
      'First Name,Last Name,SID,Email,Role\nAda,Lovelace,s201,other@x.org,Student\nCharles,Babbage,,chuck@example.edu,Student\nConan,OBrien,s203,c@x.org,Student\nProf,Essor,s9,p@x.org,Instructor\n',
    );
    const frame = await classOf(EXPORT, roster);
    expect(told(frame)).toEqual([
      'Ada Lovelace: submission_201',
      'Charles Babbage: submission_201',
      'Conan OBrien: nothing',
      'nobody: submission_203',
      'nobody: submission_204',
    ]);
    expect(frame.rows.find(({ id }) => id === 'submission_203')?.unmatched).toContain(
      's203 is Conan OBrien in the roster, and 王小明 on Gradescope',
    );
  });

  test('a member who is not in the roster is listed', async () => {
    const roster = rosterOf('name,sid\nAda Lovelace,s201\n');
    const frame = await classOf(EXPORT, roster);
    expect(told(frame)).toContain('Ada Lovelace: submission_201');
    expect(peopleCsv(frame)).toContain('Charles Babbage (s202) is not in the roster');
  });
});

describe('a roster of any origin', () => {
  test('names submissions in a column id, several people for one', async () => {
    const roster = rosterOf('id,name,email\nteam-7,Ada,a@x.org\nteam-7,Bob,b@x.org\n');
    expect(told(await classOf(below('team-7'), roster))).toEqual(['Ada: team-7', 'Bob: team-7']);
  });

  test('knows repositories by the name on GitHub behind the prefix that all have', async () => {
    const roster = rosterOf('name;github_username\nAda;ada\nBob;team-bob\nCleo;bob\n');
    const files = { ...below('lab2-ada'), ...below('lab2-team-bob'), ...below('lab2-nobody') };
    expect(told(await classOf(files, roster))).toEqual([
      'Ada: lab2-ada',
      'Bob: lab2-team-bob',
      'Cleo: nothing',
      'nobody: lab2-nobody',
    ]);
  });

  test.each([
    ['name,points\n', 'no people'],
    ['points,colour\n3,red\n', 'no column'],
    ['', 'empty'],
  ])('%j is refused', (text, why) => {
    const read = parseRoster(text);
    expect('problem' in read ? read.problem : '').toContain(why);
  });
});

describe('of several attempts', () => {
  const files = {
    ...Object.fromEntries(
      ['19, 2026 1158 PM', '20, 2026 0905 AM'].flatMap((time) =>
        Object.entries(below(`12345-678901 - Ada Lovelace - Nov ${time}`)),
      ),
    ),
  };
  const roster = rosterOf('name,email\nAda Lovelace,a@x.org\n');
  const FIRST = 'Ada Lovelace Nov 19, 2026 1158 PM';
  const SECOND = 'Ada Lovelace Nov 20, 2026 0905 AM';

  test.each([
    ['last', [SECOND]],
    ['best', [FIRST]],
    ['every', [FIRST, SECOND]],
  ] as const)('%s counts', async (attempts, counting) => {
    const frame = await classOf(files, roster, attempts, { [FIRST]: 8, [SECOND]: 3 });
    expect(frame.rows.map(({ submission }) => submission)).toEqual(counting);
    expect(frame.pairings).toHaveLength(2);
  });

  test('of two that are worth the same, best counts the later', async () => {
    const frame = await classOf(files, roster, 'best', { [FIRST]: 0, [SECOND]: 0 });
    expect(frame.rows.map(({ submission }) => submission)).toEqual([SECOND]);
  });

  test('none does where nobody knows which is the last', () => {
    const both = rosterOf('id,name\na,Ada\nb,Ada\n');
    const rows: readonly Row[] = [rowOf({ id: 'a' }), rowOf({ id: 'b' })];
    const one = { ...both, people: both.people.slice(0, 1) };
    const [person] = one.people;
    const ada = person && { ...person, ids: { own: ['a', 'b'] } };
    const frame = framed(rows, { ...one, people: ada ? [ada] : [] }, 'last', (row) => row);
    expect(told(frame)).toEqual(['Ada: nothing', 'nobody: a', 'nobody: b']);
    // She did hand in, and is not said to have handed in nothing.
    expect(frame.rows.filter(isMissing)).toEqual([]);
    expect(peopleHtml(frame.rows, (id) => id).toString()).not.toContain('Handed in nothing');
  });
});

describe('a list of groups beside the roster', () => {
  const head = 'name,canvas_user_id,user_id,login_id,sections,group_name,canvas_group_id,group_id';
  const inGroups = (...lines: readonly string[]) =>
    withGroups(GRADEBOOK, [head, ...lines, ''].join('\n'));

  test('as Canvas exports it gives each member the row of their group', async () => {
    const roster = inGroups(
      'Ada Lovelace,1001,s1001,ada,Sec 1,The A_Team,501,',
      'One Member,1006,s1006,tm1,Sec 2,The A_Team,501,',
      'Alan Turing,1002,s1002,alan,Sec 1,,,',
      'Gus Guest,1099,s1099,gus,Sec 1,Others,502,',
    );
    if ('problem' in roster) throw new Error(roster.problem);
    const frame = await classOf({ 'thea_team_1006_92000_raft.ts': 'x' }, roster);
    expect(told(frame)).toEqual([
      'Lovelace, Ada: thea_team_1006',
      'Member, One: thea_team_1006',
      'Turing, Alan: nothing',
    ]);
    expect(
      oddities(false, { roster, column: 'Raft 1' }, [], frame.rows, ['thea_team_1006']),
    ).toEqual(['In the list of groups, and not in the roster: Gus Guest']);
  });

  test('leaves work that matches nobody out of a gradebook', async () => {
    const roster = rosterOf('id,name\nada,Ada L\n');
    const { rows } = await classOf({ 'ada/raft.ts': 'x', 'zed/raft.ts': 'x' }, roster);
    expect(rows.find(({ id }) => id === 'zed')?.unmatched).toContain('nobody in the roster');
    const table = canvasCsv(RUN, rows, roster);
    expect(table).toContain('Ada L');
    expect(table).not.toContain('zed');
  });

  test('says that a mate has handed in, where only one of the group is matched', async () => {
    const roster = rosterOf('id,name,group\nb2,Cy Young,G1\n,Di Ng,G1\n,Ed Po,G2\n');
    const frame = await classOf({ 'b2/raft.ts': 'x' }, roster);
    const rowsOf = (name: string) => frame.rows.find(({ person }) => person?.name === name);
    expect(rowsOf('Di Ng')?.problem).toBe(
      "Nothing was handed in by name, but Cy Young of the same group (G1) handed in b2. If that is the group's work, give b2 to everyone in the group, in the roster's column id, or name it after the group.",
    );
    expect(rowsOf('Ed Po')?.problem).toBe('Nothing was handed in.');
  });

  test('takes a name that its members have chosen for one group, whatever is in it', async () => {
    const roster = inGroups(
      'Ada Lovelace,1001,s1001,ada,Sec 1,Team 1,501,',
      'One Member,1006,s1006,tm1,Sec 2,"Team 1, the real one; Team 1",502,',
    );
    if ('problem' in roster) throw new Error(roster.problem);
    const frame = await classOf({ 'team1_1001_92000_raft.ts': 'x' }, roster);
    expect(told(frame)).toContain('Lovelace, Ada: team1_1001');
    expect(told(frame)).toContain('Member, One: nothing');
  });

  test('tells groups of one name apart by their numbers', async () => {
    const roster = inGroups(
      'Ada Lovelace,1001,s1001,ada,Sec 1,Team 1,501,',
      'One Member,1006,s1006,tm1,Sec 2,TEAM 1,502,',
    );
    if ('problem' in roster) throw new Error(roster.problem);
    const files = { 'team1_1001_92000_raft.ts': 'x', 'team1_1006_92001_raft.ts': 'x' };
    const both = told(await classOf(files, roster));
    expect(both).toContain('Lovelace, Ada: team1_1001');
    expect(both).toContain('Member, One: team1_1006');
    // The name alone means neither of them.
    expect(told(await classOf({ ...below('Team 1'), ...below('x') }, roster))).toContain(
      'nobody: Team 1',
    );
  });

  test('names nobody whose numbers contradict each other', () => {
    expect(inGroups('Ada,1001,s1002,ada,Sec 1,A,501,')).toMatchObject({ strangers: ['Ada'] });
    expect(withGroups(GRADEBOOK, 'name,login_id\nAda,ada\n')).toMatchObject({
      problem: expect.stringContaining('no column group') as string,
    });
  });
});

test('another roster changes scores, and takes nobody for gone', async () => {
  const files = { 'teamx_1001_92000_raft.ts': 'x', 'turingalan_1002_92001_raft.ts': 'x' };
  const last = (await classOf(files, GRADEBOOK)).rows;
  const inTeam = ({ ids }: Person) => ids.canvas?.some((id) => id !== '1002') ?? false;
  const people = GRADEBOOK.people.map((one) =>
    inTeam(one) ? { ...one, groups: ['Team X'] } : one,
  );
  const now = (await classOf(files, { ...GRADEBOOK, people })).rows;
  expect(changes(last, now).map(({ id, from, to }) => [id, from, to])).toEqual([
    ['Member, One', 'missing', '3 of 8'],
  ]);
  const ids = ['teamx_1001', 'turingalan_1002'];
  expect(oddities(false, {}, last, now, ids)).toEqual([]);
  expect(oddities(false, {}, last, now, ids.slice(1))).toEqual([
    'Graded before, and no longer among the submissions: teamx_1001',
  ]);
});

test('a stray archive among uploads to Canvas: each says what would read them', async () => {
  const files = { 'lovelaceada_1001_92000_raft.ts': 'x', ...below('turing') };
  const frame = await classOf(files, GRADEBOOK);
  expect(
    frame.rows.map(({ id, unmatched = '' }) => [id, unmatched.includes('add from=canvas')]),
  ).toContainEqual(['lovelaceada_1001', true]);
});

test('a class of nothing but loose files has a row for each', async () => {
  const { submissions } = await found(
    desk.folder({ ...below('ada', RAFT), 'raft-of-bob.ts': 'x' }),
  );
  expect(submissions.map(({ id }) => id)).toEqual(['ada', 'raft-of-bob.ts']);
});
