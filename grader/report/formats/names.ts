/** The formats by name, as data for the command line and its help. A test checks docs/formats.md. */

export type FormatName =
  | 'gradescope'
  | 'junit'
  | 'github'
  | 'classroom50'
  | 'github-classroom'
  | 'ctrf'
  | 'autolab'
  | 'prairielearn'
  | 'exercism';

export interface FormatEntry {
  readonly name: FormatName;
  /** The output in a few words. */
  readonly what: string;
  /** The environment variable with the file to append to if no file is given. */
  readonly addsTo?: 'GITHUB_STEP_SUMMARY' | 'GITHUB_OUTPUT';
  /** The environment variable with a JSON file of values that only the course's own system knows. */
  readonly needs?: 'RAFT_LAB_CLASSROOM50';
}

export const FORMAT_NAMES: readonly FormatEntry[] = [
  { name: 'gradescope', what: "Gradescope's results.json" },
  { name: 'junit', what: 'JUnit XML, for GitLab, Jenkins and others' },
  {
    name: 'github',
    what: 'summary and annotations of a GitHub Actions step',
    addsTo: 'GITHUB_STEP_SUMMARY',
  },
  { name: 'classroom50', what: "Classroom 50's result.json", needs: 'RAFT_LAB_CLASSROOM50' },
  {
    name: 'github-classroom',
    what: "step output of GitHub Classroom's actions",
    addsTo: 'GITHUB_OUTPUT',
  },
  { name: 'ctrf', what: 'Common Test Report Format, JSON' },
  { name: 'autolab', what: 'feedback and the line of scores that Autolab reads' },
  { name: 'prairielearn', what: "PrairieLearn's results.json" },
  { name: 'exercism', what: "Exercism's results.json, version 3" },
];

export function formatCalled(name: string): FormatEntry | undefined {
  return FORMAT_NAMES.find((format) => format.name === name.toLowerCase());
}
