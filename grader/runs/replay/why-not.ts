/** Why a failing run cannot be made smaller: one honest sentence each. */

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
      return 'This run is small already: the test drives your Persister by itself.';
    case 'never came back':
      return 'Your code never came back, so the run had to be stopped, and each try to make it smaller would have to be, too.';
    case 'not written yet':
      return 'The run stopped at code that is not written yet: there is nothing to look for before it is.';
    case 'a demand of the test':
      return `${rule} is what the test itself demands, by counting or by asking at certain moments; without the test it cannot be replayed in parts.`;
    case 'no calm to wait in':
      return `${rule} broke while no majority of servers was up and connected for good, so a smaller run would owe nobody progress.`;
    case 'gets there in the end':
      return `${rule} broke while faults went on. In a calm behind them your code gets there in the end, so a smaller run would prove nothing.`;
    case 'long':
      return 'This run is long, and to make it smaller takes its time: npm run shrink.';
    case 'passes':
      return 'This run passes: there is nothing to make smaller.';
  }
}
