/**
 * The deduction for a late submission. Pure: computed from times and a policy. The raw score is kept beside
 * the result.
 */
import { instantIn, instantOf } from './instant';
import { daysAfter, isZone } from './zone';

export interface LatePolicy {
  /** ISO 8601 with a time zone. */
  readonly deadline: string;
  /**
   * A submission up to this many minutes after the deadline is not late; after that, lateness counts from the
   * deadline.
   */
  readonly graceMinutes: number;
  /** Deducted from the raw score for each day begun. 0 to 100. */
  readonly percentPerDay: number;
  /** The highest deduction, over 0 and up to 100. */
  readonly capPercent: number;
  /** Days that each student may be late without deduction. */
  readonly freeDays: number;
  /** IANA name. With a zone, days are calendar days; without one, they have 24 hours. */
  readonly zone?: string;
}

export interface Lateness {
  /** Days begun after the deadline; 0 within the grace period. */
  readonly daysLate: number;
  readonly freeDaysUsed: number;
  readonly percentOff: number;
  /** The score that counts: the raw score less the deduction, rounded to hundredths. */
  readonly score: number;
}

const DAY_MS = 24 * 60 * 60 * 1_000;
const MINUTE_MS = 60_000;
/** Percentages and points are computed as whole numbers of hundredths, so that sums are exact. */
const HUNDREDTHS = 100;
const ALL = 100 * HUNDREDTHS;

/**
 * @param freeDaysLeft free days of the policy that the student has not used yet
 * @throws Error for invalid times, which {@link parsePolicy} and times.ts have already excluded
 */
export function afterPolicy(
  raw: number,
  submittedAt: string,
  policy: LatePolicy,
  freeDaysLeft: number,
): Lateness {
  const lateMs = msOf(submittedAt) - msOf(policy.deadline);
  const isLate = lateMs > policy.graceMinutes * MINUTE_MS;
  const daysLate = isLate ? daysBegun(msOf(submittedAt), msOf(policy.deadline), policy.zone) : 0;
  const freeDaysUsed = Math.min(daysLate, Math.max(0, Math.floor(freeDaysLeft)));
  const perDay = Math.round(policy.percentPerDay * HUNDREDTHS);
  const cap = Math.round(policy.capPercent * HUNDREDTHS);
  const off = Math.min(cap, perDay * (daysLate - freeDaysUsed));
  return { daysLate, freeDaysUsed, percentOff: off / HUNDREDTHS, score: less(raw, off) };
}

/** The number of days begun after the deadline. */
function daysBegun(atMs: number, deadlineMs: number, zone: string | undefined): number {
  const days = Math.ceil((atMs - deadlineMs) / DAY_MS);
  if (zone === undefined) return days;
  // A calendar day may be an hour longer or shorter than 24 when clocks change.
  const near = [days - 1, days, days + 1].filter((many) => many > 0);
  return near.find((many) => atMs <= daysAfter(deadlineMs, many, zone)) ?? days + 1;
}

/** The policy in words, for students. */
export function policyWords({ percentPerDay, capPercent, graceMinutes, zone }: LatePolicy): string {
  const day =
    zone === undefined
      ? 'A day has 24 hours from the deadline'
      : `A day ends at the deadline's time of day in ${zone}`;
  const grace = graceMinutes > 0 ? ` Up to ${graceMinutes} min after the deadline is in time.` : '';
  return `${percentPerDay} % of the points are taken off for each day begun, but never more than ${capPercent} %. ${day}.${grace}`;
}

/** @param off hundredths of a percent. Half a hundredth of a point is rounded up. */
function less(raw: number, off: number): number {
  const rounded = Math.round(raw * HUNDREDTHS);
  // Never more than the raw score, if that has more than two decimals.
  const points = rounded / HUNDREDTHS > raw ? rounded - 1 : rounded;
  return Math.floor((points * (ALL - off) + ALL / 2) / ALL) / HUNDREDTHS;
}

function msOf(text: string): number {
  const instant = instantOf(text);
  if ('problem' in instant) throw new Error(instant.problem);
  return instant.ms;
}

/** The numbers in a policy's file, with limits and defaults. */
const NUMBERS = {
  graceMinutes: { least: 0, most: 100_000, otherwise: 0, unit: 'minutes' },
  percentPerDay: { least: 0, most: 100, otherwise: undefined, unit: 'per cent' },
  // With 0, the policy would silently take nothing off.
  capPercent: { least: 0.01, most: 100, otherwise: 100, unit: 'per cent' },
  freeDays: { least: 0, most: 366, otherwise: 0, unit: 'days' },
} as const;

type NumberName = keyof typeof NUMBERS;

const EXAMPLE =
  '{ "deadline": "2026-11-23T23:59:00-05:00", "graceMinutes": 15, "percentPerDay": 10, "capPercent": 50, "freeDays": 2 }';

/**
 * @param text a JSON object such as {@link EXAMPLE}
 * @param courseZone the zone of a deadline without one, if the policy has none
 */
export function parsePolicy(
  text: string,
  courseZone?: string,
): LatePolicy | { readonly problem: string } {
  let found: unknown;
  try {
    found = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return { problem: `The late policy is not valid JSON. It looks like this:\n  ${EXAMPLE}` };
  }
  if (typeof found !== 'object' || found === null || Array.isArray(found))
    return { problem: `The late policy is not a JSON object. It looks like this:\n  ${EXAMPLE}` };
  const given = new Map<string, unknown>(Object.entries(found));
  const names = ['deadline', 'zone', ...Object.keys(NUMBERS)];
  const stranger = [...given.keys()].find((name) => !names.includes(name));
  if (stranger !== undefined)
    return {
      problem: `The late policy has no ${JSON.stringify(stranger)}. It has ${names.join(', ')}.`,
    };
  const zone = given.get('zone');
  if (zone !== undefined && (typeof zone !== 'string' || !isZone(zone)))
    return {
      problem: `The late policy's zone is a name such as Europe/Berlin, not ${JSON.stringify(zone)}.`,
    };
  const deadline = given.get('deadline');
  if (typeof deadline !== 'string')
    return { problem: `The late policy needs a deadline. It looks like this:\n  ${EXAMPLE}` };
  const instant = instantIn(deadline, zone ?? courseZone);
  if ('problem' in instant) return { problem: `The late policy's deadline: ${instant.problem}` };
  const number = (name: NumberName) => numberIn(given, name);
  const graceMinutes = number('graceMinutes');
  const percentPerDay = number('percentPerDay');
  const capPercent = number('capPercent');
  const freeDays = number('freeDays');
  for (const value of [graceMinutes, percentPerDay, capPercent, freeDays])
    if (typeof value === 'string') return { problem: value };
  return {
    deadline: instant.iso,
    graceMinutes: Number(graceMinutes),
    percentPerDay: Number(percentPerDay),
    capPercent: Number(capPercent),
    freeDays: Number(freeDays),
    ...(zone !== undefined && { zone }),
  };
}

/** @returns the number, or what is wrong with it */
function numberIn(given: ReadonlyMap<string, unknown>, name: NumberName): number | string {
  const { least, most, otherwise, unit } = NUMBERS[name];
  const value = given.has(name) ? given.get(name) : otherwise;
  if (value === undefined) return `The late policy needs ${name}, for example "${name}": 10.`;
  const isWhole = unit !== 'per cent';
  const isRight =
    typeof value === 'number' && value >= least && value <= most && fits(value, isWhole);
  if (isRight) return value;
  if (name === 'capPercent' && value === 0)
    return `With a capPercent of 0, nobody would lose points for being late. Leave it out if there is no limit to what is taken off, or set percentPerDay to 0.`;
  const kind = isWhole ? 'a whole number' : 'a number with at most two decimals';
  return `The late policy's ${name} is ${kind} from ${least} to ${most} (${unit}), not ${JSON.stringify(value)}.`;
}

function fits(value: number, isWhole: boolean): boolean {
  if (isWhole) return Number.isInteger(value);
  return Math.round(value * HUNDREDTHS) / HUNDREDTHS === value;
}
