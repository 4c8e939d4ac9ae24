/** Hints on the directed tests of stage 2B: what a follower does, and applying. */
import type { TestLadders } from '../ladder';

export const TESTS_2B_FOLLOWER: TestLadders = {
  '2B/candidate-log': {
    about: 'RV.3',
    nudge:
      'Your server got its log from an earlier leader, committed in part, and now it starts an election. Which two numbers does it show of that log, and of an empty one? Which entry do they belong to?',
    sketch:
      'Both numbers describe the last entry in your log, whether or not it is committed: its index, and the term that this entry carries. That term is mostly older than the one in which you stand, so your current term cannot take its place. An empty log shows 0 and 0. If a sentinel stands at the front of your array, its length is one more than the index of the last entry.',
  },
  '2B/acknowledged': {
    about: 'AE.4',
    nudge:
      'Twelve times a request is acknowledged, and the next one follows right behind it. Is the entry in the log when success leaves, or is it put there a moment later?',
  },
  '2B/overlap': {
    about: 'AE.4',
    nudge:
      'Requests overlap with the end of the log, come twice, or carry only what is there already. How many entries does your code add in each of these cases? Try the extremes on it: nothing is missing, everything is missing.',
  },
  '2B/log-check': {
    about: 'AE.2',
    nudge:
      "The new leader's entries follow index 0, the end of your log, its middle, an index past its end, and one at which your log holds another term. Which of the five does your follower accept, and does it read an entry that is not there?",
  },
  '2B/heartbeat-check': {
    about: 'AE.2',
    nudge:
      'An AppendEntries without entries comes in. Does your receiver take a short cut for it? What would the leader conclude from a success? And does one that is refused still keep this follower from starting an election?',
    sketch:
      'There is no such thing as a separate heartbeat: the same receiver takes the same steps, and with an empty list its loops have nothing to do. So the term comes first. If it is not older, follow the sender and start the election timer over, and only then check the log. If that check fails, refuse, and leave the log alone. The timer has been started over by then, since the sender leads whether or not the logs match.',
  },
  '2B/true-conflict': {
    about: 'AE.3',
    nudge:
      'The follower holds entries that its new leader never had. From which index on do they have to go, and what tells your code: the index, the command or the term? What about an entry with the same command, and what if the wrong entry is of the newer term?',
  },
  '2B/stale-prefix': {
    about: 'AE.3',
    nudge:
      'Five entries have been acknowledged, and now an older AppendEntries comes, with the first two of them or with none. What is left of the five? If it is fewer, what made your code delete although nothing conflicts?',
  },
  '2B/commit-bound': {
    about: 'AE.5',
    nudge:
      "leaderCommit is high, and the follower's log is short or ends with somebody else's entries. Which of the entries in the log has this very request confirmed, and does your code go even one further?",
  },
  '2B/commit-stays': {
    about: 'AE.5',
    nudge:
      'Three entries are committed, and an older AppendEntries with a lower leaderCommit comes late. What are commitIndex and lastApplied after it? And which leaderCommit does this server tell the others once it leads?',
    sketch:
      'commitIndex only rises, on every server and in every role. So take the smaller of leaderCommit and the end of what the request vouches for, and use it only if it is above what you have. To become leader or follower changes nothing about it. When this server leads, its requests carry its own commitIndex as it is. And see that the term that goes with prevLogIndex is the one of that entry, and not the term in which you lead.',
  },
  '2B/apply-in-order': {
    about: 'ALL.1',
    nudge:
      'commitIndex goes from 0 to 40 in one step, or in jumps that follow each other closely. Is apply called forty times, with 1 to 40 in order and each with its own command, or does something wait, skip or run twice?',
  },
  '2B/apply-as-leader': {
    about: 'ALL.1',
    nudge:
      'Your leader takes forty commands, and then all of them are acknowledged at once. Which piece of your code applies on a leader? Is it the same one as on a follower, and which index does each of its calls carry?',
  },
  '2B/election-restriction': {
    about: 'RV.3',
    nudge:
      'Make a table of candidates: a shorter log, a longer one, an older last term, a newer one, and a log just like your own. To which of them does your voter say yes? And after it said no, is the vote of that term still free for a better one?',
  },
};

/** Of the leader: sending, keeping account, committing. */
export const TESTS_2B_LEADER: TestLadders = {
  '2B/prev-entry': {
    about: 'L.3',
    nudge:
      'Take one request to a follower that holds one of four entries. Which entry stands just before the first one in it? Do the index and the term in the request both belong to that entry, and what changes about them after a refusal?',
    sketch:
      'Take nextIndex once and make everything of it: the entries are those from there on, the entry before is the one just below, and its index and its own term go into the request together, also if there is nothing to send. For nextIndex 1 the entry before is the sentinel, 0 and 0. A new leader begins just past its own end, and leaves its log as it is. Each refusal lowers nextIndex, so the next request starts further to the front, until the logs match.',
  },
  '2B/start-refused': {
    about: 'L.2',
    nudge:
      'A client calls start() on a server that does not lead, or does not lead any more. What is different on that server afterwards? And what of a round that was planned while it still led: who looks at the role in the moment of sending?',
    sketch:
      'Ask for the role before anything else, and say no without a change to the log if it is not that of a leader. A candidate is none. What is sent later, by a short timer or behind a wait, looks in that moment whether this server still leads, and does nothing if not. Otherwise a former leader sends in a term that it never won. There is no need to call every timer off on stepping down, if each of them looks for itself.',
  },
  '2B/start-at-once': {
    about: 'L.2',
    nudge:
      'Five commands come at one instant, one of them empty, one the same as another. Which index is each caller told, and is the entry in the log before the next call begins?',
  },
  '2B/retry': {
    about: 'L.3',
    nudge:
      'Entries were sent and got lost. Nobody has refused anything, and no further command comes. What makes your leader send them again, and does nextIndex still point at them?',
    reread:
      'Section 5.3, the sentence on followers that crash or run slowly and on packets that are lost: the leader tries again indefinitely. In Figure 2 see when nextIndex is updated: on success, not on sending.',
    sketch:
      'nextIndex says what to send next, and it rises when a success comes. So each heartbeat to a follower that lacks something carries what it lacks, simply because that stands from nextIndex on, and no other repetition is needed. Whoever raises it already on sending, to have several requests under way, needs a way back when one of them is lost. Each follower is dealt with by itself, and the leader counts itself among those who hold an entry.',
  },
  '2B/dead-peer': {
    about: 'V.2',
    nudge:
      'One follower leaves every call open for seconds. What in your leader waits for it: the loop that sends, the count, or the next round? Is the success of the other one alone enough to commit?',
    sketch:
      'Send to all in a loop without any wait in it. Handle each answer in a function of its own, started once for each call and left to itself, so that an open call keeps nothing waiting but itself. Do not gather the answers of all before you look at the first. With each success see at once whether a majority is reached. And do not give a server up because calls to it are open: it has to hear of you when it is back.',
  },
  '2B/commit-majority': {
    about: 'L.5',
    nudge:
      'With three, four and five servers: how many acknowledgements does your leader need besides its own copy? Where in your formula is the leader itself, and does the formula hold for four?',
    sketch:
      'Count yourself once, and each other server whose matchIndex reaches the index in question. The entry is committed if they are more than half of all servers. Of four servers two are not enough. An entry that stands in your own log alone is not committed, and what was sent without an answer does not count. Look again after each success, and apply at once when commitIndex has moved.',
  },
  '2B/commit-count': {
    about: 'L.5',
    nudge:
      'Three of five servers hold 9 of 12 entries. Does your code find the 9, or does it look at the last index only? And if it sorts 9, 10 and 12, in which order do they come out?',
    sketch:
      'Ask for each index by itself how many servers hold it. That is the same as taking the middle one of all matchIndex values, with your own last index among them, when they are put in order as numbers. An array that is sorted without a function of its own is sorted as text, and there 10 comes before 9. With five servers it is the third highest. Mind from which end you count, and that the entry there still has to be of your term.',
  },
  '2B/steady-stream': {
    about: 'L.5',
    nudge:
      'New commands keep coming, so the last entry of the log is never on a majority yet. Which indexes does your commit rule try: the last one only, or those before it as well?',
    sketch:
      'A commit rule that tries only the end of the log works on a quiet day and starves on a busy one. Try the indexes between commitIndex and the end, the highest first, and take the first that a majority holds and whose entry is of your term. A success of an earlier request is enough to move commitIndex as far as that request vouched for. See as well that new commands do not put off the sending: a short timer that starts over with each of them may never ring.',
  },
  '2B/commit-news': {
    about: 'L.3',
    nudge:
      'Three commands are committed on the leader, and no fourth one comes. By which message do the followers hear of it, and which commitIndex does that message carry?',
    reread:
      'Section 5.3, where the leader keeps track of the highest index that it knows to be committed and includes it in later AppendEntries, heartbeats included. Figure 2 says the same by the field leaderCommit.',
    sketch:
      'Each AppendEntries, empty or not, carries the commitIndex that the leader has in the moment of sending, so the request is put together anew each time. The next heartbeat then tells everybody. A follower works on leaderCommit in an empty request just as in any other. Nothing special has to be sent, though you may send at once if you like.',
  },
  '2B/match-index': {
    about: 'L.3',
    nudge:
      'A follower acknowledges a request that carried one entry. Since it was sent, the leader has taken two more. How far does matchIndex rise, and from what is that number made? And if the same success comes twice?',
  },
  '2B/late-success': {
    about: 'L.3',
    nudge:
      'Two successes come in the wrong order: first that of three entries, then that of one. What are matchIndex and nextIndex after the second?',
    sketch:
      'A success proves something, and what is proved stays true. So a later one that proves less changes nothing: raise matchIndex only if what this reply vouches for is higher, and nextIndex in the same way, instead of simply setting them. Then an acknowledgement may come as late as it likes, and nothing is sent a second time because of it.',
  },
  '2B/lost-request': {
    about: 'L.4',
    nudge:
      'For a while nothing gets through to a follower that holds everything. Has it refused anything? Look at what your code does when a call gives undefined.',
    sketch:
      'No reply is not a refusal: the request may have been lost, or the answer to it. When a call comes back empty, nextIndex stays where it is, and the same is sent again, at the next heartbeat at the latest. Look whether there is a reply before you look at success. A reply that is missing has no success in it either, and is easily taken for a no.',
  },
  '2B/late-refusal': {
    about: 'L.4',
    nudge:
      'A follower refused the first request, was repaired, and has acknowledged ten entries. Only now its refusal arrives, perhaps in the next term. What has happened to nextIndex since that request left, and how could your code notice?',
  },
  '2B/earlier-term': {
    about: 'L.3',
    nudge:
      'This server led before, lost its office, and leads again. What do nextIndex and matchIndex still know from the first time, and can a reply from back then still move them?',
    sketch:
      'On winning set nextIndex and matchIndex anew for everybody, whatever was there. The log of a follower may have been replaced in the meantime, so what it acknowledged back then proves nothing now. Replies to requests of the first time may still come in: compare the term of the request, which you keep beside the call, with the term that you lead now, and let the reply go if they differ. To ask only whether you lead is not enough. As soon as an entry of the new term is on a majority, it takes the older ones along.',
  },
  '2B/leader-keeps': {
    about: 'S.2',
    nudge:
      'An old leader sends AppendEntries, with entries that differ from yours, to a server that leads a newer term. Which lines of your receiver run before the refusal, and does one of them touch the log?',
  },
  '2B/figure-7': {
    about: 'L.4',
    nudge:
      'Take follower (f) of Figure 7 and play the leader on paper with your code: where does nextIndex begin, what does each refusal do to it, and what does the follower do when the logs meet?',
    reread:
      'Figure 7 with its caption, and the paragraphs of section 5.3 around it: how logs come to differ, and how the leader finds the latest entry where the two agree. Note that it is always the follower that gives way.',
    sketch:
      'It is the same for all six. The leader begins just past its own end and is refused, and goes back, until it names an entry that the follower has too, which is index 0 at the latest. Then one request brings everything from there on. The follower deletes from the first difference in terms and adds what is missing. If it is longer without a difference, the extra entries go when a new one comes in their place. nextIndex goes back on refusals and does not rise on sending, or a gap stays open.',
  },
  '2B/figure-8-by-hand': {
    about: 'L.5',
    nudge:
      'Your server is S1 of Figure 8. In (c) its entry of term 2 stands on three of five servers. What does your commit rule say to that, and what does it say when an entry of the present term follows, as in (e)?',
  },
};
