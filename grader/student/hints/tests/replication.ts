/** Hints on the directed 2B tests: what a follower does, and applying. */
import type { TestLadders } from '../ladder';

export const TESTS_2B_FOLLOWER: TestLadders = {
  '2B/candidate-log': {
    about: 'RV.3',
    nudge:
      'Your server got its log from an earlier leader, committed in part, and now it starts an election. Which two numbers does it send for that log, and for an empty one? Which entry do they belong to?',
    sketch:
      'Both numbers describe the last entry in your log, whether or not it is committed: its index, and the term that this entry carries. That term is usually older than your current term, so do not send your current term instead. An empty log shows 0 and 0. If your array begins with a sentinel, its length is one more than the index of the last entry.',
  },
  '2B/acknowledged': {
    about: 'AE.4',
    nudge:
      'Twelve times a request is acknowledged, and the next one arrives right after it. Is the entry in the log when the success leaves, or is it appended a moment later?',
  },
  '2B/overlap': {
    about: 'AE.4',
    nudge:
      'Requests overlap with the end of the log, arrive twice, or carry only entries that the log already holds. How many entries does your code add in each of these cases? Try the extremes: nothing is missing, everything is missing.',
  },
  '2B/log-check': {
    about: 'AE.2',
    nudge:
      "The new leader's entries follow index 0, the end of your log, its middle, an index past its end, and one at which your log holds another term. Which of the five does your follower accept, and does it read an entry that is not there?",
  },
  '2B/heartbeat-check': {
    about: 'AE.2',
    nudge:
      'An AppendEntries without entries arrives. Does your receiver have a special case for it? What would the leader conclude from a success? And does one that is refused still keep this follower from starting an election?',
    sketch:
      'There is no such thing as a separate heartbeat: the same receiver takes the same steps, and with an empty list its loops have nothing to do. So the term comes first. If it is not older, follow the sender and reset the election timer, and only then check the log. If that check fails, refuse, and leave the log alone. The timer has been reset by then, because the sender leads whether or not the logs match.',
  },
  '2B/true-conflict': {
    about: 'AE.3',
    nudge:
      'The follower holds entries that its new leader never had. From which index on must it delete them, and what shows this to your code: the index, the command or the term? What about an entry with the same command, and what if the wrong entry is of the newer term?',
  },
  '2B/stale-prefix': {
    about: 'AE.3',
    nudge:
      'Five entries have been acknowledged, and now an older AppendEntries comes, with the first two of them or with none. How many of the five are left? If fewer, what made your code delete entries although nothing conflicts?',
  },
  '2B/commit-bound': {
    about: 'AE.5',
    nudge:
      "leaderCommit is high, and the follower's log is short or ends with another leader's entries. Which of the entries in the log has this request confirmed, and does your code commit even one more?",
  },
  '2B/commit-stays': {
    about: 'AE.5',
    nudge:
      'Three entries are committed, and an older AppendEntries with a lower leaderCommit arrives late. What are commitIndex and lastApplied after it? And which leaderCommit does this server send once it leads?',
    sketch:
      'commitIndex only rises, on every server and in every role. So take the smaller of leaderCommit and the last index that the request confirms, and use it only if it is above your commitIndex. Becoming leader or follower does not change it. When this server leads, its requests carry its own commitIndex. And check that prevLogTerm is the term of that entry, and not the term in which you lead.',
  },
  '2B/apply-in-order': {
    about: 'ALL.1',
    nudge:
      'commitIndex goes from 0 to 40 in one step, or in jumps that follow each other closely. Is apply called forty times, with 1 to 40 in order and each with its own command, or does something wait, skip or run twice?',
  },
  '2B/apply-as-leader': {
    about: 'ALL.1',
    nudge:
      'Your leader accepts forty commands, and then all of them are acknowledged at once. Which part of your code applies entries on a leader? Is it the same one as on a follower, and which index does each of its calls carry?',
  },
  '2B/election-restriction': {
    about: 'RV.3',
    nudge:
      'Make a table of candidates: a shorter log, a longer one, an older last term, a newer one, and a log just like your own. Which of them gets your vote? And after a refusal, is the vote of that term still free for a better one?',
  },
};

/** What a leader does: sending, tracking followers, committing. */
export const TESTS_2B_LEADER: TestLadders = {
  '2B/prev-entry': {
    about: 'L.3',
    nudge:
      'Take one request to a follower that holds one of four entries. Which entry is just before the first one in it? Do the index and the term in the request both belong to that entry, and how do they change after a refusal?',
    sketch:
      'Read nextIndex once and derive everything from it: the entries from there on, and the index and term of the entry just below, also if there is nothing to send. For nextIndex 1 the entry before is the sentinel, 0 and 0. A new leader begins just past its own end and does not change its log. Each refusal lowers nextIndex, so the next request starts at a lower index, until the logs match.',
  },
  '2B/start-refused': {
    about: 'L.2',
    nudge:
      'A client calls start() on a server that does not lead, or does not lead any more. What is different on that server afterwards? And what happens to a round that was planned while it still led: does your code check the role when it sends?',
    sketch:
      'Check the role before anything else, and refuse without a change to the log if this server does not lead. A candidate does not lead. Code that sends later, in a short timer or after a wait, must check again whether this server still leads, and do nothing if not. Otherwise a former leader sends in a term that it never won. You need not stop every timer when you step down if each of them checks the role.',
  },
  '2B/start-at-once': {
    about: 'L.2',
    nudge:
      'Five commands arrive at the same moment, one of them empty, one the same as another. Which index does each caller get, and is the entry in the log before the next call begins?',
  },
  '2B/retry': {
    about: 'L.3',
    nudge:
      'Entries were sent and lost. No server has refused anything, and no other command arrives. What makes your leader send them again, and does nextIndex still point at them?',
    reread:
      'Section 5.3, the sentence on followers that crash or run slowly and on packets that are lost: the leader tries again indefinitely. In Figure 2 see when nextIndex is updated: on success, not on sending.',
    sketch:
      'nextIndex says what to send next, and it rises when a success arrives. So each heartbeat to a follower that lacks entries carries all entries from nextIndex on, and no other repetition is needed. If you raise nextIndex already on sending, to have several requests in flight, you must lower it again when one of them is lost. Handle each follower separately, and the leader counts itself among those who hold an entry.',
  },
  '2B/dead-peer': {
    about: 'V.2',
    nudge:
      'One follower leaves every call open for seconds. What in your leader waits for it: the loop that sends, the count, or the next round? Is the success of the other one alone enough to commit?',
    sketch:
      'Send to all in a loop without any wait in it. Handle each reply in a separate function, started once for each call, so that an open call delays nothing else. Do not collect all replies before you look at the first. After each success check at once whether a majority is reached. And keep sending to a server that has open calls: it must hear from you when it is back.',
  },
  '2B/commit-majority': {
    about: 'L.5',
    nudge:
      'With three, four and five servers: how many acknowledgements does your leader need besides its own copy? Where in your formula is the leader itself, and does the formula hold for four?',
    sketch:
      'Count yourself once, and each other server whose matchIndex reaches the index in question. The entry is committed if they are more than half of all servers. Of four servers two are not enough. An entry that only your own log holds is not committed, and an entry sent without a reply does not count. Check again after each success, and apply at once when commitIndex has moved.',
  },
  '2B/commit-count': {
    about: 'L.5',
    nudge:
      'Three of five servers hold 9 of 12 entries. Does your code find the 9, or does it check only the last index? And if it sorts 9, 10 and 12, in which order do they come out?',
    sketch:
      'Check for each index how many servers hold it. That is the same as the middle one of all matchIndex values, with your own last index among them, sorted as numbers. An array that is sorted without a compare function is sorted as text, and there 10 comes before 9. With five servers it is the third highest. Mind from which end you count, and that the entry there still has to be of your term.',
  },
  '2B/steady-stream': {
    about: 'L.5',
    nudge:
      'New commands keep coming, so a majority never holds the last entry of the log. Which indexes does your commit rule try: the last one only, or those before it as well?',
    sketch:
      'A commit rule that tries only the end of the log works when few commands arrive, and never commits when many do. Try the indexes between commitIndex and the end, the highest first, and take the first that a majority holds and whose entry is of your term. A success of an earlier request is enough to move commitIndex up to the last entry of that request. Check also that new commands do not delay sending: a short timer that each of them resets may never fire.',
  },
  '2B/commit-news': {
    about: 'L.3',
    nudge:
      'Three commands are committed on the leader, and no fourth one arrives. From which message do the followers learn of it, and which commitIndex does that message carry?',
    reread:
      'Section 5.3, where the leader keeps track of the highest index that it knows to be committed and includes it in later AppendEntries, heartbeats included. Figure 2 says the same by the field leaderCommit.',
    sketch:
      'Each AppendEntries, empty or not, carries the commitIndex that the leader has when it sends it, so build a new request each time. The next heartbeat then tells all followers. A follower handles leaderCommit in an empty request just as in any other. You need no special message, though you may send one at once.',
  },
  '2B/match-index': {
    about: 'L.3',
    nudge:
      'A follower acknowledges a request that carried one entry. Since it was sent, the leader has taken two more. How far does matchIndex rise, and from what do you compute that number? And if the same success arrives twice?',
  },
  '2B/late-success': {
    about: 'L.3',
    nudge:
      'Two successes arrive in the wrong order: first that of three entries, then that of one. What are matchIndex and nextIndex after the second?',
    sketch:
      'What a success proves stays true. So a later one that proves less changes nothing: raise matchIndex only if this reply proves a higher index, and nextIndex in the same way, instead of simply setting them. Then a late acknowledgement causes nothing to be sent again.',
  },
  '2B/lost-request': {
    about: 'L.4',
    nudge:
      'For a while no message reaches a follower that holds the whole log. Has it refused anything? Look at what your code does when a call gives undefined.',
    sketch:
      'No reply is not a refusal: the request may have been lost, or its reply. When a call gives undefined, nextIndex does not change, and the same entries are sent again, at the next heartbeat at the latest. Check whether there is a reply before you check its success field: a missing reply is easily mistaken for a refusal.',
  },
  '2B/late-refusal': {
    about: 'L.4',
    nudge:
      'A follower refused the first request, was repaired, and has acknowledged ten entries. Only now its refusal arrives, perhaps in the next term. What has happened to nextIndex since that request left, and how could your code notice?',
  },
  '2B/earlier-term': {
    about: 'L.3',
    nudge:
      'This server led before, stepped down, and leads again. Do nextIndex and matchIndex still hold values from the first time, and can a reply from that time still move them?',
    sketch:
      'When you win, set nextIndex and matchIndex again for every server. The log of a follower may have been replaced in the meantime, so an old acknowledgement proves nothing now. Replies to requests of the first time may still arrive: compare the term of the request, which you keep until its reply arrives, with the term that you lead now, and ignore the reply if they differ. It is not enough to check whether you lead. As soon as a majority holds an entry of the new term, the older ones are committed with it.',
  },
  '2B/leader-keeps': {
    about: 'S.2',
    nudge:
      'An old leader sends AppendEntries, with entries that differ from yours, to a server that leads a newer term. Which lines of your receiver run before the refusal, and does one of them touch the log?',
  },
  '2B/figure-7': {
    about: 'L.4',
    nudge:
      'Take follower (f) of Figure 7 and play the leader on paper with your code: where does nextIndex begin, what does each refusal do to it, and what does the follower do when the logs match?',
    reread:
      "Figure 7 with its caption, and the paragraphs of section 5.3 around it: how logs come to differ, and how the leader finds the latest entry where the two agree. Note that it is always the follower's log that changes.",
    sketch:
      'It is the same for all six. The leader begins just past the end of its own log, is refused, and goes back until prevLogIndex names an entry that the follower has, too: index 0 at the latest. Then one request brings everything after that entry. The follower deletes from the first difference in terms and adds what is missing. If its log is longer without a difference, the extra entries are deleted when a new entry takes their index. nextIndex goes back on refusals and does not rise on sending. Otherwise entries stay missing.',
  },
  '2B/figure-8-by-hand': {
    about: 'L.5',
    nudge:
      'Your server is the first leader of Figure 8 (S1 in the paper). In (c) three of five servers hold its entry of term 2. What does your commit rule do then, and what does it do when an entry of the current term follows, as in (e)?',
  },
};
