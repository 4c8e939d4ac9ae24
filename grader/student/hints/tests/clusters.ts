/** Hints on the tests of stage 2B with budgets, and on those with a whole cluster. */
import type { TestLadders } from '../ladder';

export const TESTS_2B_CLUSTER: TestLadders = {
  '2B/basic-agree': {
    about: 'V.2',
    nudge:
      "Nothing fails here, so the timeline shows each station of one command. Where does the first one stop: before the leader's log, on the wire, before a follower's log, in the leader's count, or before apply? Or does it get somewhere too soon?",
  },
  '2B/no-repeats': {
    about: 'B.2',
    nudge:
      'Twenty commands have been acknowledged, one after the other. What does the next heartbeat carry? Follow the nextIndex of one follower from one success to the next.',
  },
  '2B/batch': {
    about: 'B.1',
    nudge:
      'Thirty commands at one instant. How many messages does your code send for them, and what does it send when the replies come in? When everybody has everything, is it quiet?',
  },
  '2B/lagging-follower': {
    about: 'B.1',
    nudge:
      'A follower is back and lacks a hundred entries. How many of them does one message of yours carry, and does a refusal make the next messages larger or only more?',
    sketch:
      'One AppendEntries carries everything from nextIndex to the end of the log, however much that is, and then a single success brings the follower up to date. If you set a limit for one message, set it high. After a refusal the next request finds out where the logs meet, and from there all of the rest goes in one. There is no need for a message per entry, nor for one per missing entry after each success.',
  },
  '2B/rpc-bytes': {
    about: 'B.2',
    nudge:
      'Ten big commands, one after the other, and each should go to each follower about once. What else is in your messages besides the newest command, and what do you send while an answer is still on its way?',
  },
  '2B/follower-failure': {
    about: 'V.3',
    nudge:
      'With one follower away two of three have to go on, and with both away nothing may be committed. Which of the two goes wrong, and whom does your leader count in that moment?',
    reread:
      'The last of the leader rules in Figure 2, and section 5.3 on when an entry is committed: when it is on a majority of the servers. Section 5.5 on followers that crash: the requests to them fail and are simply repeated.',
    sketch:
      'Two of three are a majority, the leader and one follower. So messages to the one that is away hold up nothing, and a single success is enough. One of three is no majority: what the leader alone holds does not count as committed, nor does what it sent without an answer. Check that matchIndex rises by successes alone, begins at 0 in each term, and that the leader counts itself exactly once.',
  },
  '2B/leader-failure': {
    about: 'V.2',
    nudge:
      'The leader is cut off and takes commands that reach nobody, and the other two elect a new one. What do those two need for that, and what keeps the one that is cut off, and later the one that is left over, from committing anything?',
    sketch:
      'Everybody goes by the same rules. The two that can talk elect the one whose log is at least as up to date, and it commits with the success of the other. The one that is cut off goes on leading its old term, as far as it knows. It may append, but never commit, because no success reaches it. When only one is left, nothing is committed anywhere. If something is, look at whom that leader counts. If no leader is found, look at the timers and at the comparison of logs in the vote.',
  },
  '2B/fail-agree': {
    about: 'L.4',
    nudge:
      "A follower comes back after four commands that it missed, and after elections of its own that nobody heard of. Its term may be above everybody else's. What does the leader do when it hears of it, and how does the follower get what it lacks?",
    sketch:
      'While it was away it started elections again and again, so its term is newer, and the leader steps down when it hears of it. That is correct. In the election that follows it cannot win, because its log is behind, and refusing it must not put off the elections of the others. The first request of the new leader names an entry that it does not have. nextIndex goes back with each refusal until there is a match, and one request brings the rest. So look at these three: stepping down, what puts off an election, and whether refusals really move nextIndex.',
  },
  '2B/fail-no-agree': {
    about: 'V.3',
    nudge:
      'Three of five are cut off, and one command is in the logs of the other two. Does your leader take it for committed? And when all are back, who can lead, and what may then stand at that index?',
  },
  '2B/concurrent-starts': {
    about: 'L.2',
    nudge:
      'Five calls of start() at one instant. Is there a moment inside it at which another call could come in between, or does it read the end of the log first and write behind it later?',
  },
  '2B/rejoin': {
    about: 'AE.3',
    nudge:
      'A leader that was cut off has collected entries that nobody else has. Now it meets a leader of a newer term. Which message makes it a follower, which one shows the difference in the logs, and what is deleted then?',
    sketch:
      'A request or a reply tells it of the newer term, and it is a follower at once, with an election timer. The AppendEntries of the new leader names an entry that its log does not hold in that term, so it refuses. nextIndex goes back until both hold the entry before. Then its own entries conflict, by their terms, and go, with all that follow them, and the new ones are added. None of those had been committed. Look at the other direction as well: with these old entries it must not win an election, for its last term is the older one.',
  },
  '2B/backup': {
    about: 'L.4',
    nudge:
      'Fifty wrong entries on either side, and a leader that has to bring all logs into line. What does each refusal do to nextIndex, is something sent right after it, and how long do fifty refusals take in your code?',
    sketch:
      'In stage 2B one entry for each refusal is enough, but then the next request leaves as soon as the refusal is in, and not with the next heartbeat: fifty heartbeats are five seconds. Each refusal that counts lowers nextIndex, and none raises it. Once the logs meet, a single request brings everything, and the follower deletes from the first difference on. Two more things have to be right here: only a log that is up to date wins an election, and a reply to an older request is no news.',
  },
  '2B/count': {
    about: 'B.1',
    nudge:
      'Compute for yourself how many messages should be needed: for an election among three, for twelve commands at one instant, for an idle second. Which of the three is too high in the report, and what in your code starts those messages?',
  },
};
