/** Hints on persistence and on fast backup. */
import type { RuleLadders } from '../ladder';

export const SAVING: RuleLadders = {
  'P.1': {
    nudge:
      'Right after a boot, before the first message arrives: which three values does your server have, and where does each come from? Print them before the crash and after it, and compare them, down to the last entry. Does a vote for server 0 survive?',
    reread:
      'Figure 2, box "State", persistent state on all servers: three fields, and what they are at the very first boot. The fields below them are volatile. Section 5.5 says what the others expect of a server that restarts.',
    sketch:
      'All three fields go into every save, and all three are read at boot, before a timer starts or a message is answered. An entry needs both its command and its own term. If you leave the sentinel out when you save, put it back when you read, once and not twice. Use a format that reads back exactly what was written: an empty vote is not server 0, and a command may hold line breaks and any alphabet. No bytes at all mean a first boot. Bytes that make no sense are an error that must not be swallowed. commitIndex and lastApplied begin at 0, because the service starts empty as well.',
  },
  'P.2': {
    nudge:
      'Take the promise that the report names, and imagine that power fails just after that message has left. Which line of your code had put the promise on the disk by then? In how many places can term, vote or log change, and what follows on each?',
    reread:
      'Figure 2, box "State": the words in brackets after "Persistent state on all servers". Then go through both receivers and through the rules for candidates and leaders in Figure 2, and mark each step that changes one of the three fields. Section 5.6 mentions what saving costs.',
    sketch:
      'There are five occasions: a vote request, an AppendEntries, the start of an election, a command that a leader accepts, and a reply that brings a newer term. Handle each in the same order: change what has to change, save if anything did, and only then send a message that depends on it, a reply or a vote request. A refused request counts too if it brought a newer term. By then the save must be complete, not just started, so there must be no timer, callback or await in between. A leader counts its own copy towards the majority, so that copy must be on the disk before it is counted.',
  },
  'P.3': {
    nudge:
      'Write down the disk operations of one save, one to a line. After each line ask: if power fails now, and what was not synced is lost or torn, what does the next boot find under the name that it reads?',
    reread:
      'Figure 2 asks for stable storage and leaves the rest to you. How this disk behaves is explained in the comments on Disk in grader/contract.ts: what write, sync and rename each guarantee, and what they do not. Read these three again and imagine a crash after each.',
    sketch:
      "Never overwrite the only good copy. Write the new state under a second name, make it durable there, and only then let it replace the old one, in a single step that cannot be torn. The boot reads the one name that always holds a complete state, and ignores a leftover under the other. Return when all of this is done, with nothing left for a timer. Do not keep in a variable what the disk should hold, do not keep the caller's array, and pass bytes on as bytes. A new file for every save, or one that only grows, fills the disk.",
  },
  'P.4': {
    nudge:
      'Count the disk operations of one quiet second, and of one handler that changes both term and log. Which code asks for each save, and does it know whether anything differs from what the disk already holds?',
    reread:
      "The paper counts no syncs, but section 5.6 says what one costs. Read in Figure 2 again which three fields are persistent: heartbeats, commitIndex and the leader's bookkeeping are not among them.",
    sketch:
      'Remember what the disk holds: the term, the vote, and something that shows whether the log has changed since, such as a number that goes up with each change. Compare before you save, and do nothing if all three are as they were. Deleting and replacing entries are changes, even if the log is as long as before. Save once, at the end of each handler, just before something is sent, not in each function that changes a field. Update what you remember when you save and when you boot.',
  },
  'FB.1': {
    nudge:
      'The log of your follower ends at index 3, and it is asked for the entry at index 9. Which term can it name, and which index would its next entry have? And what if its log is empty?',
    reread:
      'The end of section 5.3, from "If desired, the protocol can be optimized". The paper leaves the details open, and the comments on AppendEntriesReply in grader/contract.ts fill them in. Figure 7 (a) and (b) are logs that are too short.',
    sketch:
      'First distinguish the two reasons for a refusal: there is no entry at prevLogIndex, or there is one of another term. If there is none, there is no term to name either, and for that the contract has a number that no term ever has. That number is not 0, because the sentinel has term 0. The index is that of the next entry of this log, which is 1 for an empty log. To see whether you are off by one, try a log that ends just before prevLogIndex.',
  },
  'FB.2': {
    nudge:
      'At prevLogIndex your log holds an entry of another term. Lay the log out as runs of equal terms. In which run is that entry, and at which index does the run begin? And what if that is index 1?',
    reread:
      'The end of section 5.3, where a refusal names the term of the conflicting entry and the first index that the follower stores for that term. Draw the log (f) of Figure 7 and find both by hand, for prevLogIndex 10.',
    sketch:
      'The term to name is that of your entry at prevLogIndex: neither that of your last entry, nor the one that the leader asked for. From there go back towards index 1 as long as the previous entry has the same term, and name the index at which this run begins. It may begin at index 1, because the sentinel before it has another term. A refusal does not delete anything from the log.',
  },
  'FB.3': {
    nudge:
      'The refusal names a term of which your leader has entries itself. Up to where in that term can the two logs be the same? So what is the first entry that may have to be sent?',
    reread:
      'The end of section 5.3, together with "The leader has the conflicting term" in labs/2C/README.md. Figure 3, Log Matching, is the reason why it works: draw both logs of that example and mark what must be equal.',
    sketch:
      "Search your own log for entries of the term that the refusal names. Both logs got these entries from the same leader, so they agree as far as both of them go, and your last entry of that term is the place to try. The next request starts right after it. Look through the whole log up to the place that was refused, and not only at the index that the refusal names. Only if there is no such entry does the refusal's other number decide.",
  },
  'FB.4': {
    nudge:
      'The refusal names a term of which your leader has no entry, or no term. Which entries of the follower can stay then, and how many more refusals does your leader need until the logs match?',
    reread:
      'The end of section 5.3, where the leader passes over all conflicting entries of a term at once, and "The leader does not have the conflicting term" in labs/2C/README.md. Do the example with your code and a pencil.',
    sketch:
      "If your log has no entry of the named term, none of the follower's entries of it can stay, so continue at the beginning of that term, which is conflictIndex. Use that number as nextIndex unchanged, not one less and not one more. Do the same if no term was named because the log was too short. Beware of a search that returns a number such as -1 when it finds nothing: if you add one, the result looks like an index. A refusal without any hint is treated as in stage 2B.",
  },
  'FB.5': {
    nudge:
      'Which values can nextIndex take after a refusal? Try a hint that points forward, one that says 0, and a refusal that comes two seconds late, when everything has long been acknowledged.',
    reread:
      'Figure 2, box "State", volatile state on leaders: what nextIndex and matchIndex mean, and which of them only increases. Section 5.3 on nextIndex, and section 5.1 on RPCs that are repeated, so late replies are normal.',
    sketch:
      'Whatever a refusal says, bring the result within two bounds before you use it. It stays above matchIndex, because entries that are known to match need no new check, and so it is at least 1. And it does not go beyond the index that was just refused. A refusal counts only if it belongs to a request of the current term that started at the current nextIndex. A refusal never changes matchIndex. A request without a reply says nothing and is simply sent again.',
  },
};
