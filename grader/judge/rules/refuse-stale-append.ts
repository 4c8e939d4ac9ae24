import type { Rule } from './rule';
import { refusesStale } from './stale-requests';
import { appendReply } from './wire';

export const refuseStaleAppend: Rule = {
  id: 'AE.1',
  title: 'Refuse a request of an older term',
  paper: 'Figure 2, AppendEntries receiver 1; section 5.1',
  explanation:
    'The request comes from a leader whose term is over. What it brings may have been replaced since, and its sender would count the acknowledgement.',
  lookAt: 'the first comparison in the receiver of AppendEntries, and the term in its reply',
  from: '2A',
  watch: (world) =>
    refusesStale(world, {
      name: 'appendEntries',
      accepted: 'was accepted',
      isAccepted: (event) => appendReply(event)?.success === true,
    }),
};
