/**
 * The course file: everything that is the same for a whole term, so that a command needs only the
 * assignment's name. Its schema, which editors use too, is course.schema.json. Pure except for reading that
 * file.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020';
import { type Stage, STAGES } from '../../../contract';
import { namedIds } from '../../../judge/rules/explanations';
import { instantIn } from '../instant';
import { type LatePolicy, parsePolicy } from '../late';
import { isZone } from '../zone';
import { type JsonFile, readJson } from './place';
import { type Cap, type Scheme } from './scheme';
import { SAFETY_RULES } from '../../../judge/rules/safety';

/** Settings of the course or of one assignment. Paths as written in the file. */
interface Settings {
  readonly roster?: string;
  readonly groups?: string;
  readonly from?: string;
  readonly attempts?: string;
  readonly public?: number | 'all';
  readonly hidden?: number;
  readonly late?: Readonly<Record<string, number>>;
  readonly caps?: readonly {
    readonly percent: number;
    readonly rules: 'safety' | readonly string[];
  }[];
}

interface AssignmentText extends Settings {
  readonly stages: Readonly<Partial<Record<Stage, number>>>;
  readonly points?: number;
  readonly deadline?: string;
  readonly submissions?: string;
  readonly out?: string;
  readonly times?: string;
  readonly extensions?: string;
  readonly overrides?: string;
  readonly column?: string;
  readonly through?: string;
  readonly visibility?: string;
}

interface CourseText extends Settings {
  readonly zone?: string;
  readonly secret?: string;
  readonly assignments: Readonly<Record<string, AssignmentText>>;
}

/** One assignment, completed with the course's settings. */
export interface Assignment {
  readonly name: string;
  readonly stage: Stage | 'all';
  readonly scheme: Scheme;
  /** Present if there is a deadline and a late policy. */
  readonly policy?: LatePolicy;
  readonly text: CourseText & AssignmentText;
}

/** The default points of an assignment. */
const POINTS = 100;

/** @returns the assignments by name, or a problem: where in the file, and what to write instead */
export function parseCourse(
  text: string,
): ReadonlyMap<string, Assignment> | { readonly problem: string } {
  const file = readJson(text.replace(/^\ufeff/, ''));
  if ('problem' in file) return file;
  const wrong = (steps: readonly string[], what: string) => ({
    problem: `${file.placeOf(steps)}: ${what}`,
  });
  if (file.twice) return wrong(file.twice, `the name "${file.twice.at(-1) ?? ''}" appears twice.`);
  const [error] = errorsIn(file.value);
  if (error) return { problem: complaint(file, error) };
  const course = file.value as CourseText;
  if (course.zone !== undefined && !isZone(course.zone))
    return wrong(['zone'], 'zone is a name such as Europe/Berlin or America/New_York.');
  const found = new Map<string, Assignment>();
  for (const [name, own] of Object.entries(course.assignments)) {
    const read = assignmentOf(name, course, own);
    if ('problem' in read) return wrong(['assignments', name, ...read.at], read.problem);
    found.set(name, read);
  }
  return found;
}

function assignmentOf(
  name: string,
  course: CourseText,
  own: AssignmentText,
): Assignment | { readonly at: readonly string[]; readonly problem: string } {
  const stages = STAGES.filter((stage) => own.stages[stage] !== undefined);
  const [stage] = stages;
  if (stage === undefined || (stages.length > 1 && stages.length < STAGES.length))
    return {
      at: ['stages'],
      problem: `an assignment grades one stage, or all of ${STAGES.join(', ')}.`,
    };
  const text = { ...course, ...own };
  const caps: Cap[] = (text.caps ?? []).map(({ percent, rules }) => ({
    percent,
    rules: rules === 'safety' ? SAFETY_RULES : rules,
  }));
  const known = namedIds();
  const stranger = caps.flatMap(({ rules }) => rules).find((rule) => !known.includes(rule));
  if (stranger !== undefined)
    return {
      at: own.caps ? ['caps'] : [],
      problem: `there is no rule ${JSON.stringify(stranger)}. docs/figure-2.md lists them; "safety" stands for ${SAFETY_RULES.join(', ')}.`,
    };
  const scheme = { weights: own.stages, points: own.points ?? POINTS, caps };
  const about = { name, stage: stages.length > 1 ? ('all' as const) : stage, scheme, text };
  if (own.deadline === undefined) return about;
  const instant = instantIn(own.deadline, course.zone);
  if ('problem' in instant) return { at: ['deadline'], problem: instant.problem };
  if (!text.late) return about;
  const policy = parsePolicy(
    JSON.stringify({ deadline: own.deadline, zone: course.zone, ...text.late }),
  );
  return 'problem' in policy ? { at: own.late ? ['late'] : [], ...policy } : { ...about, policy };
}

let validate: ReturnType<Ajv2020['compile']> | undefined;

function errorsIn(value: unknown): readonly ErrorObject[] {
  validate ??= new Ajv2020({ verbose: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(path.join(__dirname, 'course.schema.json'), 'utf8')) as object,
  );
  return validate(value) === true ? [] : (validate.errors ?? []);
}

const TYPES: Readonly<Record<string, string>> = {
  ...{ string: 'text in quotes', number: 'a number', integer: 'a whole number' },
  ...{ object: 'an object: { ... }', array: 'a list: [ ... ]' },
};

/** The schema's error in plain words. */
function complaint(file: JsonFile, error: ErrorObject): string {
  const steps = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const name = steps.length === 0 ? 'the course' : (steps.at(-1) ?? '');
  const {
    params,
    keyword,
    parentSchema,
    message = 'is wrong',
  } = error as ErrorObject<string, Readonly<Record<string, unknown>>>;
  const told = (at: readonly string[], what: string) => `${file.placeOf(at)}: ${what}`;
  const stranger = params['additionalProperty'];
  if (typeof stranger === 'string') {
    const known = Object.keys((parentSchema?.['properties'] ?? {}) as object).filter(
      (one) => !one.startsWith('$'),
    );
    return told([...steps, stranger], `${name} has no "${stranger}". It has ${known.join(', ')}.`);
  }
  if (keyword === 'required')
    return told(steps, `${name} needs "${String(params['missingProperty'])}".`);
  if (keyword === 'enum')
    return told(steps, `${name} is one of ${(params['allowedValues'] as string[]).join(', ')}.`);
  if (error.propertyName !== undefined)
    return told(
      [...steps, error.propertyName],
      `"${error.propertyName}" is not a valid name for an assignment: use letters, digits, spaces and . _ -, at most 80.`,
    );
  const limit = params['limit'] as number | undefined;
  const wanted: Readonly<Record<string, string>> = {
    type: `must be ${TYPES[String(params['type'])] ?? String(params['type'])}`,
    minProperties: 'must not be empty',
    exclusiveMinimum: `must be more than ${limit}`,
    minimum: `must be at least ${limit}`,
    maximum: `must be at most ${limit}`,
  };
  const is = JSON.stringify(error.data).slice(0, 60);
  return told(steps, `${name} ${wanted[keyword] ?? message}, and is ${is}.`);
}
