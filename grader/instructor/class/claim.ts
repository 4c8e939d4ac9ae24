/**
 * What a course's platform wrote about whose a submission is. Never anything that a student wrote: a
 * number in the name of a student's own file or folder claims nothing.
 */

export const PLATFORMS = [
  'moodle',
  'canvas',
  'gradescope',
  'blackboard',
  'brightspace',
  'github',
  'folders',
] as const;

export type Platform = (typeof PLATFORMS)[number];

export interface Submitter {
  readonly name: string;
  /** The number that the university gave; empty where there is none. */
  readonly sid: string;
  readonly email: string;
}

export type Claim =
  /** The number is a participant's, or a group's in a team assignment: the name decides which. */
  | { readonly platform: 'moodle'; readonly name: string; readonly number: string }
  | {
      readonly platform: 'canvas';
      /** The student's or the group's name, in small letters and without spaces. */
      readonly slug: string;
      /** Canvas's number of the student who handed in; empty in an anonymous assignment. */
      readonly user: string;
      /** The number of the upload, which Canvas asks for when feedback comes back. */
      readonly upload: string;
    }
  | { readonly platform: 'gradescope'; readonly submitters: readonly Submitter[] }
  | {
      readonly platform: 'blackboard';
      readonly login: string;
      /** The assignment's name and the login: both may hold underscores. */
      readonly before: string;
    }
  | {
      readonly platform: 'brightspace';
      /** As the student has it now: students may change it. */
      readonly name: string;
      /** What stands before the name: different for each student. */
      readonly number: string;
    }
  | { readonly platform: 'github'; readonly repository: string }
  /** A folder, an archive or a line of a list, with a name that the instructor gave it. */
  | {
      readonly platform: 'folders';
      readonly name: string;
      /** Whose shape the name has, though not all names beside it do. */
      readonly looksLike?: Platform;
    };

/** The name of a person or a group in it. */
export function nameIn(claim: Claim | undefined, id: string): string {
  if (claim?.platform === 'github') return claim.repository;
  return claim && 'name' in claim ? claim.name : id;
}

/** How it reads in a table. */
export function claimWords(claim: Claim): string {
  switch (claim.platform) {
    case 'moodle':
      return claim.number === '' ? claim.name : `${claim.name} (${claim.number})`;
    case 'canvas':
      return claim.user === '' ? claim.slug : `${claim.slug} (${claim.user})`;
    case 'gradescope':
      return claim.submitters.map(submitterWords).join(', ');
    case 'blackboard':
      return claim.login;
    case 'github':
      return claim.repository;
    case 'brightspace':
    case 'folders':
      return claim.name;
  }
}

/** `Ada Lovelace (s1234)` */
export function submitterWords({ name, sid, email }: Submitter): string {
  const number = sid === '' ? email : sid;
  return number === '' ? name : `${name} (${number})`.trim();
}
