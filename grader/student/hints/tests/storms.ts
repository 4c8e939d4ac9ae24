/** Hints on the 2C tests with a whole cluster: crashes, bad networks, and all at once. */
import type { TestLadders } from '../ladder';

export const TESTS_2C_STORMS: TestLadders = {
  '2C/persist-1': {
    about: 'P.1',
    nudge:
      'All three crash and restart, and the servers know only what is on their disks. Which committed commands does a server hold right after its boot, and which index does it apply first?',
  },
  '2C/persist-2': {
    about: 'P.1',
    nudge:
      'Two of five are down while the other three commit. Those three crash, and only one of them restarts and meets the two. Does it still hold what it acknowledged, and which of the three may win the election?',
    reread:
      'Figure 2, box "State", and section 5.4.1: the election restriction is what saves the committed entries here. Then section 5.4.2 for what the new leader may commit, and when.',
    sketch:
      'The one that restarted is the only one left with the committed entries, so it needs its whole log again, with the terms of the entries. It has to win: the other two see that its last entry is the more up to date, and it must not vote for either of them. Then it repairs the other two logs, refusal by refusal, and older entries are committed together with a new one of its own term. Check in this order: what is read at boot, the comparison of logs, the repair, the commit rule.',
  },
  '2C/persist-3': {
    about: 'P.2',
    nudge:
      'Two of three commit a command and crash. The leader restarts and meets the follower that never saw it. Was the entry on both disks when it was counted, and which of the two can win now?',
    sketch:
      "The command was committed because a leader and a follower held it, so it had to be on both disks: on the follower's before its success left, on the leader's before the leader counted itself. The one that restarts has it in its log, and so wins against the one that never saw it, which must not get its vote. Follow the entry step by step: saved, acknowledged, read at boot, and shown as the last entry in the vote request.",
  },
  '2C/figure-8': {
    about: 'L.5',
    nudge:
      'Leaders crash again and again, and a new one may bring an entry of an older term to a majority. Does your leader treat it as committed then? Or, if the report says that an entry was lost: was it on the disk when it was acknowledged?',
  },
  '2C/unreliable-agree': {
    about: 'V.2',
    nudge:
      'Some messages are late, some are lost, but all commands must be committed. Which lost message does your code never send again? And which late one undoes something?',
    reread:
      'Section 5.1 and section 5.5 on RPCs that are repeated and may arrive twice, and in section 5.3 what a leader does when packets are lost. Then the third of the leader rules in Figure 2.',
    sketch:
      'A follower may receive every request twice, and a leader receives replies in any order. So the follower leaves entries that it holds as they are, deletes only at a conflict, and never takes commitIndex back. The leader ignores a missing reply, and sends the entries from nextIndex on again with the next heartbeat. A success only raises nextIndex and matchIndex. A refusal counts only if its request started at the current nextIndex. And requests to one server never wait for another.',
  },
  '2C/figure-8-unreliable': {
    about: 'L.5',
    nudge:
      'A thousand rounds of lost messages, and replies that come seconds late. If safety broke: did a reply count that belonged to another term? If there was no agreement in the end: how many round trips does your leader need to repair one follower?',
    reread:
      'Section 5.4.2 with Figure 8 for safety, the end of section 5.3 for the repair of logs, and section 5.2 on elections that find no winner at first.',
    sketch:
      "Safety first: each reply is compared with the term of its request and with the server's current role, a refusal that was overtaken changes nothing, and an entry of an older term is committed only together with one of the current term. Then speed: at the end, all servers must agree within twenty seconds, although replies are slow. So a refusal must skip a whole term, the next request must leave at once, one request must carry everything that is missing, and elections must be repeated with new random timeouts until one succeeds. Open calls must not delay new ones.",
  },
  '2C/reliable-churn': {
    about: 'S.4',
    nudge:
      'A client learned that a command was committed, and later it is gone. Which servers held it at that time, and which of them has crashed, been cut off, or voted since? Look for the first that lost it.',
  },
  '2C/unreliable-churn': {
    about: 'S.4',
    nudge:
      'The same as the other churn test, but messages are also lost and late. Does the reliable one pass, on many seeds? If so, look at the replies: which of them came late, and what did your server do with it?',
    sketch:
      'If only this one fails, lost and late messages make the difference. Go to each place after an await: is there a reply, is this server still in the role and the term in which it asked, does a success only raise, does a refusal belong to the current nextIndex? If the reliable one fails too, start there, because its timeline is shorter. Usually a promise was not on the disk when its message left, or was not read back at boot.',
  },
  '2C/duplicates': {
    about: 'AE.3',
    nudge:
      'One request in five arrives twice, the second time up to 50 ms later. Take each kind of request and let it arrive again after the next three: is anything different on your server after the second time?',
    reread:
      'Section 5.5: Raft RPCs are idempotent. Check it for steps 2 to 5 of the AppendEntries receiver in Figure 2 and for step 2 of the RequestVote receiver, each time with the same request again.',
    sketch:
      'Go through both receivers and assume that the same request arrived before. The candidate that has the vote asks again and gets it again. An AppendEntries finds all its entries in the log, deletes nothing, adds nothing, does not take commitIndex back, and is answered with success again, even if the log has grown since. On the leader, a second success proves nothing new, because matchIndex is set from the request and not counted up, and a second vote of one server counts once.',
  },
  '2C/one-way': {
    about: 'V.2',
    nudge:
      'The messages of one leader arrive but it receives none, another receives all but its messages are lost. What may each of them commit, and what do the other servers do? When all links work again, which message makes all servers agree on one leader?',
    reread:
      'Section 5.1 on terms that are exchanged whenever servers communicate, in both directions. Section 5.2 for what a follower waits for, and in Figure 2 the rule for all servers on newer terms.',
    sketch:
      'A leader that receives no messages gets no success, so it commits nothing: entries that were only sent do not count. Its followers stay followers as long as its heartbeats arrive. A leader whose messages are lost is replaced after an election timeout, and learns of the newer term from a request. So your code must notice a newer term in requests as well as in replies. When all links work again, terms may be high: servers that are behind adopt them, all timers run, and the repair of logs begins. A call without a reply changes nothing.',
  },
  '2C/paused-leader': {
    about: 'L.3',
    nudge:
      'Your leader was paused during an election and resumes in its old term, with commands, timers and replies waiting for it. For each of these: does it check term and role before it acts?',
    reread:
      'Section 5.1 on a leader that finds its term out of date, and steps 1 and 3 of the AppendEntries receiver in Figure 2. Section 5.4.2 for what it may still commit. The paper assumes nothing about how fast a server is.',
    sketch:
      'It still accepts commands in its old term and sends them, and that is correct: the others refuse, and their replies carry the newer term. Replies to its own requests that were waiting are genuine, as long as it compares the term of each request with its own. With the first newer term, in any message, it becomes a follower, and no timer of a leader sends any more. Commands it accepted too late conflict later and are deleted. And the others refuse its late requests before they change anything.',
  },
  '2C/late-replies': {
    about: 'L.3',
    nudge:
      'Replies are delayed by up to two seconds, and leaders change meanwhile. Which reply does your code use in another term than that of its request, and what does it change there: a vote, matchIndex or nextIndex?',
    reread:
      'Section 5.1 on terms, then in Figure 2 the rule for all servers on newer terms, the second rule for candidates and the third for leaders. For each of them ask what a reply from an earlier term would do.',
    sketch:
      'Keep the request until its reply arrives, and after every wait check the same three things in the same order. Is there a reply? Is its term newer than yours, so that you adopt it and are done? Are you still in the role and the term of the request? If not, ignore the reply. Only then is it a vote, a success or a refusal: votes are kept by server, successes only raise, and a refusal counts only for the current nextIndex and never changes matchIndex. The request that you keep must not be an object that you reuse for the next call.',
  },
  '2C/storm': {
    about: 'S.5',
    nudge:
      'Everything happens at once in this test, so first check the others: do they all pass, on many seeds? If so, which rule does the report name, which server broke it, and what had last happened to that server: a boot, a pause, or a late message?',
    reread:
      'The rule that the report names, in docs/figure-2.md, and its place in the paper. Then Figure 3: find out which of the five properties was the first to break, and read its section, 5.2, 5.3 or 5.4.',
    sketch:
      'This test finds bugs that the other tests miss. Ask for a hint on the rule that the report names, too. Then go backwards from the marked events: which message or which count made the server act, and which earlier message should have prevented it? Most of these failures have one of three causes: a crash inside a handler after a message but before the save, a server that resumes with old timers and replies, or a message that arrives twice or late. npm run explore often finds the same mistake in a few steps.',
  },
};
