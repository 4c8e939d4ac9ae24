/** The matches, and how they were found: one line for each person and each submission. Pure. */
import { csv } from '../tables/cells';
import type { Row } from '../entry';
import { excuseWords } from '../excused';
import { type Claim, claimWords } from '../claim';
import type { Frame, Pairing } from './frame';

const ORDER: Readonly<Record<Pairing['kind'], number>> = {
  unmatched: 0,
  missing: 1,
  matched: 2,
  'not counted': 3,
};

export function peopleCsv({ rows, pairings }: Frame): string {
  const excuses = new Map(
    rows.flatMap(({ person, excused }) =>
      person && excused ? [[person.key, excuseWords(excused)] as const] : [],
    ),
  );
  const excused = excuses.size > 0 ? ['excused'] : [];
  const claims = new Map<string, Claim | undefined>(
    rows.map((row) => [row.submission ?? row.id, row.claim]),
  );
  const standings = new Map<string, Row['standing']>(
    rows.map((row) => [row.submission ?? row.id, row.standing]),
  );
  const sorted = [...pairings].sort(
    (a, b) => ORDER[a.kind] - ORDER[b.kind] || byText(textOf(a), textOf(b)),
  );
  return csv([
    [
      'match',
      'person',
      'name',
      'email',
      'submission',
      'platform',
      'as',
      'how',
      'standing',
      ...excused,
    ],
    ...sorted.map(({ kind, person, submission = '', how }) => {
      const claim = claims.get(submission);
      return [
        kind,
        ...[person?.key, person?.name, person?.email],
        ...[submission, claim?.platform, claim && claimWords(claim)],
        ...[how, standings.get(submission)],
        ...excused.map(() => excuses.get(person?.key ?? '')),
      ];
    }),
  ]);
}

function textOf({ person, submission = '' }: Pairing): string {
  return `${person?.key ?? ''}\n${submission}`;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
