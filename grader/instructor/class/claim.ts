/**
 * What a course's platform says about whose a submission is. Never anything that a student wrote: a number
 * in the name of a student's file or folder is not a claim.
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
  /** The university's student number; empty if there is none. */
  readonly sid: string;
  readonly email: string;
}

export type Claim =
  /**
   * The number belongs to a participant or, in a team assignment, to a group. The name decides which.
   */
  | { readonly platform: 'moodle'; readonly name: string; readonly number: string }
  | {
      readonly platform: 'canvas';
      /** The student's or the group's name, in lower case and without spaces. */
      readonly slug: string;
      /** Canvas's id of the student who submitted; empty in an anonymous assignment. */
      readonly user: string;
      /** The id of the upload, which Canvas needs to assign feedback. */
      readonly upload: string;
    }
  | { readonly platform: 'gradescope'; readonly submitters: readonly Submitter[] }
  | {
      readonly platform: 'blackboard';
      readonly login: string;
      /** The assignment's name and the login. Both may contain underscores. */
      readonly before: string;
      /** The full name. Present if the login is Blackboard's own word, not a part of a file's name. */
      readonly told?: string;
    }
  | {
      readonly platform: 'brightspace';
      /** As the student has it now: students may change it. */
      readonly name: string;
      /** The part before the name: different for each student. */
      readonly number: string;
    }
  | {
      readonly platform: 'github';
      readonly repository: string;
      /** The account that GitHub Classroom writes beside the id that the student chose. */
      readonly account?: string;
    }
  /** A folder, an archive or a line of a list, named by the instructor. */
  | {
      readonly platform: 'folders';
      readonly name: string;
      /** The account on GitHub that the list has beside the name. */
      readonly account?: string;
      /** The platform whose pattern the name has, although other names do not have it. */
      readonly looksLike?: Platform;
    };

/** The name of a person or group in the claim. */
export function nameIn(claim: Claim | undefined, id: string): string {
  if (claim?.platform === 'github') return claim.repository;
  return claim && 'name' in claim ? claim.name : id;
}

/** The name that may begin with the assignment's. */
export function prefixedName(claim: Claim | undefined): string | undefined {
  if (claim?.platform === 'github') return claim.repository;
  if (claim?.platform === 'blackboard') return claim.before;
  return claim?.platform === 'folders' ? claim.name : undefined;
}

/** The claim as text for a table. */
export function claimWords(claim: Claim): string {
  switch (claim.platform) {
    case 'moodle':
      return claim.number === '' ? claim.name : `${claim.name} (${claim.number})`;
    case 'canvas':
      return claim.user === '' ? claim.slug : `${claim.slug} (${claim.user})`;
    case 'gradescope':
      return claim.submitters.map(submitterWords).join(', ');
    case 'blackboard':
      // A login in the name of a file may have underscores, so its start is not known.
      return claim.told === undefined ? claim.before : claim.login;
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
