/** Hints on the tests of stage 2C with a whole cluster: crashes, bad networks, and all at once. */
import type { TestLadders } from '../ladder';

export const TESTS_2C_STORMS: TestLadders = {
  '2C/persist-1': {
    about: 'P.1',
    nudge:
      'All three crash and come back, and nobody knows anything but what is on the disks. What of the committed commands does a server hold right after its boot, and which index does it apply first?',
  },
  '2C/persist-2': {
    about: 'P.1',
    nudge:
      'Two of five are away while the other three commit. Those three crash, and only one of them comes back to meet the two. Does it still hold what it acknowledged, and who of the three may win the election?',
    reread:
      'Figure 2, box "State", and section 5.4.1: the election restriction is what saves the committed entries here. Then section 5.4.2 for what the new leader may commit, and when.',
    sketch:
      'The one that came back is the only one left with what was committed, so it needs its whole log again, with the terms of the entries. It has to win: the other two see that its last entry is the more up to date, and it must not vote for either of them. Then it brings the two into line, refusal by refusal, and older entries are committed along with a new one of its own term. Check in this order: what is read at boot, the comparison of logs, the repair, the commit rule.',
  },
  '2C/persist-3': {
    about: 'P.2',
    nudge:
      'Two of three commit a command and crash. The leader comes back and meets the follower that never saw it. Was the entry on both disks when it was counted, and which of the two can win now?',
    sketch:
      "The command was committed because a leader and a follower held it, so it had to be on both disks: on the follower's before its success left, on the leader's before the leader counted itself. The one that comes back has it in its log, and so wins against the one that never saw it, who gets no vote from it. Follow the entry from station to station: saved, acknowledged, read at boot, and shown as the last entry in the vote request.",
  },
  '2C/figure-8': {
    about: 'L.5',
    nudge:
      'Leaders crash again and again, and a new one may bring an entry of an older term to a majority. Does yours take it for committed then? Or, if the report speaks of an entry that was lost: was it on the disk when it was acknowledged?',
  },
  '2C/unreliable-agree': {
    about: 'V.2',
    nudge:
      'Some messages are late, some are lost, and all commands have to get through nevertheless. Which lost message does your code never repeat? And which late one undoes something?',
    reread:
      'Section 5.1 and section 5.5 on RPCs that are repeated and may arrive twice, and in section 5.3 what a leader does when packets are lost. Then the third of the leader rules in Figure 2.',
    sketch:
      'To a follower every request may come twice, and to a leader the replies come in any order. So the follower leaves entries that it holds as they are, deletes only at a conflict, and never takes commitIndex back. The leader takes a missing reply for no news, and repeats with the next heartbeat whatever stands from nextIndex on, which has not moved. A success only raises. A refusal counts only if it answers the present nextIndex. And nothing waits for one server before the others get theirs.',
  },
  '2C/figure-8-unreliable': {
    about: 'L.5',
    nudge:
      'A thousand rounds of lost messages, and replies that come seconds late. If safety broke: did a reply count that belonged to another term? If there was no agreement in the end: how many round trips does your leader need to repair one follower?',
    reread:
      'Section 5.4.2 with Figure 8 for safety, the end of section 5.3 for the repair of logs, and section 5.2 on elections that find no winner at first.',
    sketch:
      'Safety first: each reply is compared with the term of its request and with the role of now, a refusal that was overtaken changes nothing, and an entry of an older term is committed only along with one of the present term. Then time: in the end all have to agree within twenty seconds, although replies are slow. So a refusal disposes of a whole term, the next request leaves at once, one request carries everything that is missing, and elections are repeated with fresh random timeouts until one succeeds. Calls that are still open hold up no new ones.',
  },
  '2C/reliable-churn': {
    about: 'S.4',
    nudge:
      'A client was told that a command is committed, and later it is gone. Which servers held it at that time, and which of them has crashed, been cut off, or voted since? Look for the first that lost it.',
  },
  '2C/unreliable-churn': {
    about: 'S.4',
    nudge:
      'The other churn test again, with lost and late messages on top. Does the reliable one pass, on many seeds? If so, look at the replies: which of them came late, and what did your server do with it?',
    sketch:
      'If only this one fails, lost and late messages make the difference. Go to each place behind an await: is there a reply at all, is this server still in the role and in the term in which it asked, does a success only raise, does a refusal answer the present nextIndex? If the reliable one fails too, begin there, since its timeline is shorter. Mostly it is a promise that was not on the disk when its message left, or was not taken up at boot.',
  },
  '2C/duplicates': {
    about: 'AE.3',
    nudge:
      'One request in five comes twice, the second time up to 50 ms later. Take each kind of request and let it come again behind the next three: is anything different on your server after the second time?',
    reread:
      'Section 5.5: Raft RPCs are idempotent. Check it for steps 2 to 5 of the AppendEntries receiver in Figure 2 and for step 2 of the RequestVote receiver, each time with the same request again.',
    sketch:
      'Go through both receivers and assume that this very request was here before. The candidate that has the vote asks again and gets the same yes. An AppendEntries finds all its entries in the log, deletes nothing, adds nothing, does not take commitIndex back, and is answered with success again, even if the log has grown since. On the other side a second success proves nothing new, because matchIndex is made of what the request vouched for and not counted up, and a second vote of one server is noted once.',
  },
  '2C/one-way': {
    about: 'V.2',
    nudge:
      'One leader is heard and hears nobody, another hears all and is heard by nobody. What may each of them commit, and what do the others do about it? When all ways are open again, which message brings everybody together?',
    reread:
      'Section 5.1 on terms that are exchanged whenever servers communicate, in both directions. Section 5.2 for what a follower waits for, and in Figure 2 the rule for all servers on newer terms.',
    sketch:
      'A leader that hears nobody gets no success, so it commits nothing: what was merely sent does not count. Its followers are content as long as its heartbeats come. One that nobody hears is replaced after an election timeout, and hears of the newer term in a request. So a newer term has to be noticed in requests as well as in replies. By the time all ways are open, terms may have climbed high: whoever is behind adopts them, timers run everywhere, and the repair of logs begins. A call without a reply changes nothing.',
  },
  '2C/paused-leader': {
    about: 'L.3',
    nudge:
      'Your leader has slept through an election and wakes in its old term, with commands, timers and replies waiting for it. For each of these: does it look at term and role before it acts?',
    reread:
      'Section 5.1 on a leader that finds its term out of date, and steps 1 and 3 of the AppendEntries receiver in Figure 2. Section 5.4.2 for what it may still commit. The paper assumes nothing about how fast a server is.',
    sketch:
      'It still takes commands in its old term and sends them, and that is in order: the others refuse, and tell it of the newer term. Replies to its own requests that were waiting are genuine, as long as it compares the term of each request with its own. With the first newer term, in whatever message, it is a follower, and no timer of a leader sends any more. What it took too late conflicts later on and goes. And its own late requests are refused by the others before they have changed anything there.',
  },
  '2C/late-replies': {
    about: 'L.3',
    nudge:
      'Replies are held for up to two seconds, and leaders change meanwhile. Which reply does your code use in another term than that of its request, and what does it change there: a vote, matchIndex or nextIndex?',
    reread:
      'Section 5.1 on terms, then in Figure 2 the rule for all servers on newer terms, the second rule for candidates and the third for leaders. For each of them ask what a reply from an earlier term would do.',
    sketch:
      'Keep the request beside each call, and behind every wait ask the same three things in the same order. Is there a reply? Is its term newer than yours, so that you follow it and are done? Are you still in the role and in the term of the request, and if not, let it go. Only what is left is a vote, a success or a refusal: votes are noted by server, successes only raise, and a refusal counts for the present nextIndex alone and never reaches matchIndex. The request that you keep must not be an object that is filled anew for the next call.',
  },
  '2C/storm': {
    about: 'S.5',
    nudge:
      'Everything happens at once here, so begin elsewhere: do all other tests pass, on many seeds? If so: which rule is named, which server broke it, and what had happened to that server last: a boot, a pause, or a late message?',
    reread:
      'The rule that the report names, in docs/figure-2.md, and its place in the paper. Then Figure 3: find out which of the five promises was the first to break, and read its section, 5.2, 5.3 or 5.4.',
    sketch:
      'A storm is the net below all other tests. Ask for a hint on the rule that is named as well. Then go backwards from the witness: which message or which count made the server believe what it did, and what before that should have told it otherwise? Three things are behind most of these failures: a crash inside a handler, after a message and before the save, a server that wakes with old timers and replies, and a request or reply that comes twice or late. The explorer, npm run explore, often finds the same mistake in a handful of steps.',
  },
};
