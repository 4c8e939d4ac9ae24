/** The user's actions in a branch, in words. */
import type { MessageFate } from '../../runs/replay/schedule';
import { MS, seconds } from '../../world/sim/time';
import type { Line, PlayStep } from './line';
import type { DeedShown } from './play-state';

const SHOWN_MAX = 300;

export function deedsOf({ steps }: Line, done: (step: PlayStep) => boolean): readonly DeedShown[] {
  return together(steps)
    .slice(-SHOWN_MAX)
    .map((group) => {
      const [step] = group;
      return {
        at: step.at,
        text: group.length === 1 ? wordsOf(step) : waysWords(group),
        isDone: done(step),
      };
    });
}

type Group = readonly [PlayStep, ...PlayStep[]];

/** Links that are cut or healed at the same moment are listed as one action. */
function together(steps: readonly PlayStep[]): readonly Group[] {
  const groups: Group[] = [];
  for (const step of steps) {
    const group = groups.at(-1);
    const isWay = step.do === 'cut' || step.do === 'heal';
    if (group && isWay && group[0].do === step.do && group[0].at === step.at)
      groups[groups.length - 1] = [...group, step];
    else groups.push([step]);
  }
  return groups;
}

/** `cut: S0 ↔ S2, S0 → S3` */
function waysWords(group: Group): string {
  const ways = group.flatMap((step) => ('from' in step ? [[step.from, step.to] as const] : []));
  const has = (from: number, to: number) => ways.some(([a, b]) => a === from && b === to);
  const words = ways.flatMap(([from, to]) => {
    if (!has(to, from)) return [`S${from} → S${to}`];
    return from < to ? [`S${from} ↔ S${to}`] : [];
  });
  return `${group[0].do === 'cut' ? 'cut' : 'healed'}: ${[...new Set(words)].join(', ')}`;
}

function wordsOf(step: PlayStep): string {
  switch (step.do) {
    case 'boot':
      return `S${step.server} starts`;
    case 'crash':
      return `S${step.server} crashes${unsynced(step.unsynced)}`;
    case 'crash-before-effect':
      return `S${step.server} crashes before message or disk operation ${step.effects + 1} from here${unsynced(step.unsynced)}`;
    case 'pause':
      return `S${step.server} is paused`;
    case 'thaw':
      return `S${step.server} resumes`;
    case 'jump':
      return `S${step.server} times out: its clock jumps ahead by ${step.by / MS} ms`;
    case 'submit':
      return `"${step.command}" is sent to ${step.to.map((id) => `S${id}`).join(', ')}`;
    case 'cut':
      return `the link from S${step.from} to S${step.to} is cut`;
    case 'heal':
      return `the link from S${step.from} to S${step.to} is restored`;
    case 'weather':
      return `the network is ${step.weather}`;
  }
}

/** The name of a branch that begins with this action. */
export function branchName(step: PlayStep | undefined, changed: MessageFate | undefined): string {
  if (step) return `${wordsOf(step)} at ${seconds(step.at)}`;
  if (changed) return `a changed delivery of a message from S${changed.from} to S${changed.to}`;
  return 'no further actions';
}

function unsynced(fate: string | undefined): string {
  return fate === undefined ? '' : `, unsynced data ${fate}`;
}
