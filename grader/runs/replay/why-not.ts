/** Why a failing run cannot be shrunk, in one sentence for each reason. */

export interface WhyNot {
  readonly kind: 'not';
  readonly why: Reason;
  readonly sentence: string;
}

export type Reason =
  | 'played by hand'
  | 'a Persister alone'
  | 'never came back'
  | 'not written yet'
  | 'a demand of the test'
  | 'no calm to wait in'
  | 'gets there in the end'
  | 'long'
  | 'passes';

export function whyNot(why: Reason, rule = 'this'): WhyNot {
  return { kind: 'not', why, sentence: sentenceOf(why, rule) };
}

function sentenceOf(why: Reason, rule: string): string {
  switch (why) {
    case 'played by hand':
      return 'This run is small already: one server runs your code, and the test plays all others by hand.';
    case 'a Persister alone':
      return 'This run is small already: the test uses your Persister alone.';
    case 'never came back':
      return 'Your code never returned, so the run was stopped; each try to make it smaller would be stopped too.';
    case 'not written yet':
      return 'The run stopped at code that is not written yet: write that code first.';
    case 'a demand of the test':
      return `The test itself checks ${rule}, by counting or at certain moments, so a part of the run cannot be replayed without the test.`;
    case 'no calm to wait in':
      return `${rule} broke while no majority of servers stayed up and connected, so a smaller run would not have to make progress.`;
    case 'gets there in the end':
      return `${rule} broke while faults continued. Without faults your code makes progress in the end, so a smaller run would prove nothing.`;
    case 'long':
      return 'This run is long, so making it smaller takes time: npm run shrink.';
    case 'passes':
      return 'This run passes: there is nothing to make smaller.';
  }
}
