import type { Rule } from './rule';
import { refusesStale } from './stale-requests';
import { voteReply } from './wire';

export const refuseStaleVote: Rule = {
  id: 'RV.1',
  title: 'Refuse a request of an older term',
  paper: 'Figure 2, RequestVote receiver 1; section 5.1',
  explanation:
    'The election that the request belongs to is over. A vote granted to it would mix two elections.',
  lookAt: 'the first comparison in the receiver of RequestVote, and the term in its reply',
  from: '2A',
  watch: (world) =>
    refusesStale(world, {
      name: 'requestVote',
      accepted: 'was granted the vote',
      isAccepted: (event) => voteReply(event)?.voteGranted === true,
    }),
};
