/** Hints on the 2B tests with budgets and those with a whole cluster. */
import type { TestLadders } from '../ladder';

export const TESTS_2B_CLUSTER: TestLadders = {
  '2B/basic-agree': {
    about: 'V.2',
    nudge:
      "Nothing fails here, so the timeline shows each step of one command. Where does the first one stop: before the leader's log, on the wire, before a follower's log, in the leader's count, or before apply? Or does it get somewhere too soon?",
  },
  '2B/no-repeats': {
    about: 'B.2',
    nudge:
      'Twenty commands have been acknowledged, one after another. What does the next heartbeat carry? Follow the nextIndex of one follower from one success to the next.',
  },
  '2B/batch': {
    about: 'B.1',
    nudge:
      'Thirty commands at the same moment. How many messages does your code send for them, and what does it send when the replies arrive? When all servers have all entries, does it stop sending?',
  },
  '2B/lagging-follower': {
    about: 'B.1',
    nudge:
      'A follower is back and lacks a hundred entries. How many of them does one message of yours carry, and does a refusal make the next messages larger or only more?',
    sketch:
      'One AppendEntries carries everything from nextIndex to the end of the log, however much that is, and then a single success brings the follower up to date. If you set a limit for one message, set it high. After refusals one request matches, and it carries all the rest. You need no message per entry, and none per missing entry after each success.',
  },
  '2B/rpc-bytes': {
    about: 'B.2',
    nudge:
      'Ten big commands are given, one after another, and each should go to each follower about once. What else is in your messages besides the newest command, and what do you send while an answer is still on its way?',
  },
  '2B/follower-failure': {
    about: 'V.3',
    nudge:
      'With one follower away two of three must continue, and with both away nothing may be committed. Which of the two goes wrong, and which servers does your leader count at that moment?',
    reread:
      'The last of the leader rules in Figure 2, and section 5.3 on when an entry is committed: when it is on a majority of the servers. Section 5.5 on followers that crash: the requests to them fail and are simply repeated.',
    sketch:
      'Two of three are a majority, the leader and one follower. So messages to the one that is away must not delay anything, and a single success is enough. One of three is not a majority: an entry that only the leader holds is not committed, and neither is one that it sent without a reply. Check that matchIndex rises by successes alone, begins at 0 in each term, and that the leader counts itself exactly once.',
  },
  '2B/leader-failure': {
    about: 'V.2',
    nudge:
      'The leader is cut off and accepts commands that reach no other server, and the other two elect a new one. What do those two need for that, and what keeps the server that is cut off, and later the last one, from committing anything?',
    sketch:
      'All servers follow the same rules. The two that are connected elect the one whose log is at least as up to date, and it commits with the success of the other. The one that is cut off still believes that it leads its old term. It may append, but never commit, because no success reaches it. When only one is left, nothing is committed. If something is, look at which servers that leader counts. If no leader is found, look at the timers and at the comparison of logs in the vote.',
  },
  '2B/fail-agree': {
    about: 'L.4',
    nudge:
      'A follower returns. It has missed four commands, and has started elections that no other server heard of, so its term may be above all others. What does the leader do when it learns of that term, and how does the follower get what it lacks?',
    sketch:
      'While it was away it started many elections, so its term is newer, and the leader steps down when it learns of that term. That is correct. In the election that follows, the returned server cannot win, because its log is behind, and refusing it must not reset the election timers of the others. The first request of the new leader has a prevLogIndex that is not in its log. nextIndex goes back with each refusal until the logs match, and one request brings the rest. So check these three: stepping down, what resets the election timer, and whether refusals really move nextIndex.',
  },
  '2B/fail-no-agree': {
    about: 'V.3',
    nudge:
      'Three of five are cut off, and one command is in the logs of the other two. Does your leader treat it as committed? And when all are back, which server can lead, and which entry may then be at that index?',
  },
  '2B/concurrent-starts': {
    about: 'L.2',
    nudge:
      'Five calls of start() at the same moment. Could another call come in between while one is running, or does start() read the end of the log first and append later?',
  },
  '2B/rejoin': {
    about: 'AE.3',
    nudge:
      'A leader that was cut off has collected entries that no other server has. Now it meets a leader of a newer term. Which message makes it a follower, which one shows the difference in the logs, and what is deleted then?',
    sketch:
      'A request or a reply tells it of the newer term, and it is a follower at once, with an election timer. The AppendEntries of the new leader names an entry that its log does not hold in that term, so it refuses. nextIndex goes back until both hold the entry before. Then its own entries conflict by their terms and are deleted, with all that follow them, and the new ones are appended. None of those had been committed. Look at the other direction as well: with these old entries it must not win an election, because its last term is the older one.',
  },
  '2B/backup': {
    about: 'L.4',
    nudge:
      'Each half of the cluster has fifty wrong entries, and a leader must repair all logs. What does each refusal do to nextIndex, is something sent right after it, and how long do fifty refusals take in your code?',
    sketch:
      'In stage 2B one entry for each refusal is enough, but then the next request must leave as soon as the refusal arrives, not with the next heartbeat: fifty heartbeats are five seconds. Each refusal that counts lowers nextIndex, and none raises it. Once the logs match at one entry, a single request brings everything, and the follower deletes from the first difference on. Two more things have to be right here: only a log that is up to date wins an election, and a reply to an older request must be ignored.',
  },
  '2B/count': {
    about: 'B.1',
    nudge:
      'Compute for yourself how many messages should be needed: for an election among three, for twelve commands at the same moment, for an idle second. Which of the three is too high in the report, and what in your code starts those messages?',
  },
};
