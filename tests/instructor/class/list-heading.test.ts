/** A list of repositories may begin with the names of its columns. */
import { readList } from '../../../grader/instructor/class/intake/list';

const idsIn = (text: string) => {
  const list = readList(text, 'list.txt');
  return list.kind === 'list' ? list.lines.map(({ id }) => id) : list.message;
};

test('a first line with the names of the columns is not a submission', () => {
  for (const head of [
    ...['id repository', 'ID Repository commit', 'id repository [commit]'],
    ...['login repo', 'Student URL'],
  ])
    expect(idsIn(`${head}\nada ../raft-ada\n`)).toEqual(['ada']);
  expect(idsIn('id ../raft-id\nada ../raft-ada\n')).toEqual(['id', 'ada']);
  expect(idsIn('ada ../raft-ada\nid repository\n')).toEqual(['ada', 'id']);
});

describe('a CSV', () => {
  const linesIn = (text: string) => {
    const list = readList(text, 'list.csv');
    return list.kind === 'list'
      ? list.lines.map(({ id, address, commit }) => [
          id,
          address.kind === 'url' ? address.url : address.path,
          ...(commit === undefined ? [] : [commit]),
        ])
      : list.message;
  };

  test('with the names of the columns is read as the list', () => {
    expect(
      linesIn('\ufeffid,repository,commit\r\nada,../raft ada,\r\n"b, c",../bob,main\r\n'),
    ).toEqual([
      ['ada', '../raft ada'],
      ['b, c', '../bob', 'main'],
    ]);
    expect(linesIn('id;repository\nada;../raft-ada\n')).toEqual([['ada', '../raft-ada']]);
  });

  test('of GitHub Classroom names people as in the roster, else by their login there', () => {
    const head =
      'assignment_name,assignment_url,starter_code_url,github_username,roster_identifier,student_repository_name,student_repository_url,submission_timestamp,points_awarded,points_available';
    const line = (login: string, id: string, place: string) =>
      `"raft","https://c/a","https://c/s","${login}","${id}","x","${place}","2026-10-01","",""`;
    expect(
      linesIn(
        [
          head,
          line('ada', 's1', 'https://g/raft-ada'),
          line('bob', '', 'https://g/raft-bob'),
          line('eve', 's3', ''),
        ].join('\n'),
      ),
    ).toEqual([
      ['s1', 'https://g/raft-ada'],
      ['bob', 'https://g/raft-bob'],
    ]);
  });

  test('without the names of the columns is refused with the line to add', () => {
    expect(linesIn('ada,../raft-ada\n')).toMatch(
      /^list\.csv, line 1: ada,.* begin it with the line: id,repository,commit$/,
    );
  });

  test('with a line without a repository is refused', () => {
    expect(linesIn('id,repository\nada,../a\nbob,\n')).toMatch(/^list\.csv, line 3: .* no address/);
  });

  test('names the line of a wrong address', () => {
    expect(linesIn('id,repository\nada,../a\nbob,file:///b\n')).toMatch(/^list\.csv, line 3: /);
  });
});
