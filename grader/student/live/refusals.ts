/** Messages about why a cluster cannot run: the reason, and what to do next. */
import type { BundleProblem } from '../../world/realm/bundle';
import { unusable } from '../../runs/grading/unusable';
import { askBack } from '../../command/usage-problem';
import type { Hindrance } from './fleet/begin';
import { LIVE, type LiveCommand } from './live-args';

export function whyNot(hindrance: Hindrance, { port, servers }: LiveCommand): string {
  switch (hindrance.kind) {
    case 'port': {
      const { code } = hindrance;
      if (code !== 'EADDRINUSE' && code !== 'EACCES')
        return `No program can listen at 127.0.0.1 on this machine (${code}), and a cluster needs that.`;
      const other = port + 1_000 + servers > 65_535 ? 8_379 : port + 1_000;
      return askBack(
        `Port ${hindrance.port} of 127.0.0.1 cannot be used (${code}), perhaps because another cluster runs. Use other ports:`,
        `${LIVE} port=${other}`,
      ).message;
    }
    case 'stage':
      return needs(hindrance.stage);
    case 'ended':
      return askBack(
        `S${hindrance.server} ended before all servers were up. If its disk is from an older version of your code, begin with empty disks:`,
        `${LIVE} fresh`,
      ).message;
  }
}

export function needs(stage: string): string {
  return askBack(
    `${stage} is not written yet, and a cluster needs 2A and 2B. See how far it is:`,
    `npm run grade ${stage}`,
  ).message;
}

export function lockedText(data: string, owner: string): string {
  return askBack(
    `Another cluster (${owner}) has its disks in ${data}. Name another folder:`,
    `${LIVE} data=FOLDER port=8379`,
  ).message;
}

/** Like grade's message about code that cannot run, without the line about grading. */
export function notRun(shown: string, problems: readonly BundleProblem[]): string {
  return unusable(shown, problems).replace(/\n\nNothing was graded\.$/, '');
}
