/**
 * The meaning of a roster's columns. Column names are known in English, German, French, Spanish and
 * Chinese. Moodle's worksheet is recognized in any language, by its cells. Pure.
 */
import type { Role } from './person';

const NAMES: Readonly<Record<Exclude<Role, 'identifier' | 'own' | 'canvas'>, readonly string[]>> = {
  name: [
    ...['name', 'full name', 'student', 'student name', 'vollständiger name', 'nom complet'],
    ...['nombre completo', 'nombre y apellidos', '全名', '姓名', '名称', 'roster name'],
  ],
  first: [
    ...['firstname', 'first name', 'given name', 'vorname', 'prénom', 'nombre', '名', '名字'],
  ],
  last: [
    ...['lastname', 'last name', 'surname', 'family name', 'nachname', 'nom', 'nom de famille'],
    ...['apellido', 'apellidos', 'apellido(s)', '姓', '姓氏'],
  ],
  email: [
    ...['email', 'e-mail', 'email address', 'e-mail address', 'e-mail-adresse', 'mail'],
    ...['adresse de courriel', 'adresse e-mail', 'courriel', 'correo', 'correo electrónico'],
    ...['dirección de correo', 'dirección de correo electrónico', 'dirección email'],
    ...['电子邮件', '电子邮件地址', '电子邮箱', 'email地址', '邮箱'],
  ],
  login: [
    ...['login', 'login_id', 'sis login id', 'username', 'user name', 'anmeldename'],
    ...['nutzername', "nom d'utilisateur", 'nombre de usuario', 'usuario', '用户名'],
  ],
  sid: [
    ...['sid', 'sis user id', 'student id', 'id number', 'user_id', 'org defined id'],
    ...['orgdefinedid', 'matrikelnummer', 'id-nummer', "numéro d'identification"],
    // From GitHub Classroom, if it is not Moodle's.
    ...['identifier', 'roster_identifier'],
    ...['número de id', 'número de identificación', 'matrícula', '学号', '编号', '学生编号'],
  ],
  github: ['github', 'github_username', 'github username', 'github login', 'github name'],
  group: [
    ...['group', 'groups', 'team', 'group_name', 'group name', 'gruppe', 'gruppen', 'groupe'],
    ...[
      'groupes',
      'grupo',
      'grupos',
      'gruppo',
      'gruppi',
      'groep',
      'grupp',
      'grupa',
      '小组',
      '群组',
      '组别',
    ],
  ],
  role: ['role', 'roles', 'rolle', 'rollen', 'rôle', 'rol', '角色'],
  grade: ['grade', 'bewertung', 'note', 'calificación', '成绩'],
  maximum: [
    ...['maximum grade', 'bestwertung', 'höchstbewertung', 'note maximale'],
    ...['calificación máxima', '最高分', '最高成绩'],
  ],
  changeable: [
    ...['grade can be changed', 'bewertung kann geändert werden', 'la note peut être modifiée'],
    ...['la calificación puede ser cambiada', 'la calificación puede cambiarse'],
    ...['成绩可以更改', '成绩可更改'],
  ],
  handedIn: [
    ...['last modified (submission)', 'zuletzt geändert (abgabe)'],
    ...['dernière modification (travail remis)', 'última modificación (entrega)'],
    ...['最后修改 (提交)', '最后修改(提交)', '上次修改(提交)'],
  ],
  gradeModified: [
    ...['last modified (grade)', 'zuletzt geändert (bewertung)', 'dernière modification (note)'],
    ...['última modificación (calificación)', '最后修改 (成绩)', '最后修改(成绩)'],
  ],
  feedback: [
    ...['feedback comments', 'feedback als kommentar', 'feedback par commentaires'],
    ...['commentaires', 'comentarios de retroalimentación', '反馈评论', '反馈意见'],
  ],
};

const BY_NAME = new Map(
  Object.entries(NAMES).flatMap(([role, names]) =>
    names.map((name) => [name.normalize('NFC'), role as Role] as const),
  ),
);

function roleOf(name: string): Role | undefined {
  return BY_NAME.get(name.normalize('NFC').toLowerCase().trim());
}

/** The platform's number: `Participant 501`, `Teilnehmer/in501`. */
const IDENTIFIER = /^(.*\D)(\d+)$/s;

/** @param lines without the header */
export function columnsOf(
  head: readonly string[],
  lines: readonly (readonly string[])[],
): { readonly columns: ReadonlyMap<Role, number>; readonly identifierWord: string } {
  const columns = new Map<Role, number>();
  const put = (role: Role, at: number) => {
    if (!columns.has(role) && at >= 0 && at < head.length) columns.set(role, at);
  };
  const isGraded = head.some((name) => roleOf(name) === 'grade');
  const isWorksheet =
    (isGraded && /^identifier$/i.test(head[0] ?? '')) || maximumIn(head, lines) !== -1;
  const identifierWord = isWorksheet ? identifierIn(lines) : undefined;
  if (identifierWord !== undefined) put('identifier', 0);
  const isCanvas = isGradebook(head);
  for (const [at, name] of head.entries()) {
    if (identifierWord !== undefined && at === 0) continue;
    if (name === 'ID' && isCanvas) put('canvas', at);
    else if (name.toLowerCase() === 'id' || name.toLowerCase() === 'submission') put('own', at);
    else if (/^canvas_user_id$/i.test(name)) put('canvas', at);
    else {
      const role = roleOf(name);
      if (role !== undefined) put(role, at);
    }
  }
  if (!columns.has('email')) put('email', addressesIn(head, lines));
  if (identifierWord !== undefined) byPlace(head, lines, put);
  return { columns, identifierWord: identifierWord ?? '' };
}

/** Canvas's gradebook. Names are in one column or, if the school chose that, in two. */
export function isGradebook(head: readonly string[]): boolean {
  return head.includes('ID') && (head.includes('Student') || head.includes('LastName'));
}

/** Which platform exported this gradebook, if not Canvas. */
export function gradebookOf(head: readonly string[]): 'blackboard' | 'brightspace' | undefined {
  if (head.some((name) => / \[Total Pts: .*\] \|\d+$/s.test(name))) return 'blackboard';
  return head.some((name) => /^end-of-line indicator$/i.test(name)) ? 'brightspace' : undefined;
}

/** @returns the text before the number in each first cell; undefined if it differs */
function identifierIn(lines: readonly (readonly string[])[]): string | undefined {
  const found = new Set(lines.map(([cell = '']) => IDENTIFIER.exec(cell.trim())?.[1]));
  const [word, ...others] = [...found];
  return others.length === 0 && word !== undefined && /^\p{L}[^\d]*$/u.test(word)
    ? word
    : undefined;
}

/** The first column in which all non-empty cells look like email addresses. */
function addressesIn(head: readonly string[], lines: readonly (readonly string[])[]): number {
  return head.findIndex((_, at) => {
    const cells = lines.map((line) => line[at] ?? '').filter((cell) => cell !== '');
    return cells.length > 0 && cells.every((cell) => /^[^\s@]+@[^\s@]+\.\w+$/.test(cell.trim()));
  });
}

/** Moodle's names of the status column, which is the second one if there are no names. */
const STATUS = /^(status|statut|stato|estado|estat|staat|stav|stan|durum|tila|状态|狀態)$/i;

/**
 * Moodle's worksheet has its columns in this order in every language: who, status, grade, maximum, last
 * modified (the submission, then the grade), feedback. There may be others in between.
 */
function byPlace(
  head: readonly string[],
  lines: readonly (readonly string[])[],
  put: (role: Role, at: number) => void,
): void {
  const maximum = maximumIn(head, lines);
  if (maximum === -1) return;
  put('maximum', maximum);
  put('grade', maximum - 1);
  if (isNamed(head, lines, maximum)) put('name', 1);
  const dated = head.flatMap((_, at) =>
    at > maximum && lines.every((line) => IS_DATE.test(line[at] ?? '')) ? [at] : [],
  );
  const [gradeModified, handedIn] = dated.toReversed();
  if (gradeModified === undefined) return;
  put('handedIn', handedIn ?? -1);
  // Whether a grade can be changed is said before the times.
  if (handedIn !== undefined && handedIn - 1 > maximum) put('changeable', handedIn - 1);
  put('gradeModified', gradeModified);
  put('feedback', gradeModified + 1);
}

/** Empty (a dash), or text with a year. */
const IS_DATE = /^\s*(-|[^<>]*\d{4}[^<>]*)\s*$/;

/** In anonymous marking, the status follows the number, and then perhaps the team. */
function isNamed(
  head: readonly string[],
  lines: readonly (readonly string[])[],
  maximum: number,
): boolean {
  if (maximum < 4 || STATUS.test(head[1] ?? '')) return false;
  if (addressesIn(head, lines) !== -1) return true;
  const different = (at: number) => new Set(lines.map((line) => line[at])).size;
  return different(1) > different(2);
}

const IS_NUMBER = /^\d+([.,]\d+)?$/;
/** Moodle leaves the cell empty; its page shows a dash. */
const IS_NO_GRADE = /^[-–]?$/;

/** The column with the same number in all lines, after a grade and before the modification dates. */
function maximumIn(head: readonly string[], lines: readonly (readonly string[])[]): number {
  return head.findIndex((_, at) => {
    const cells = new Set(lines.map((line) => line[at] ?? ''));
    const grades = lines.map((line) => (line[at - 1] ?? '').trim());
    return (
      at > 1 &&
      at + 3 < head.length &&
      cells.size === 1 &&
      [...cells].every((cell) => IS_NUMBER.test(cell)) &&
      grades.every((grade) => IS_NO_GRADE.test(grade) || IS_NUMBER.test(grade))
    );
  });
}
