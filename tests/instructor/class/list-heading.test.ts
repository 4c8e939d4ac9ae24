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
