/** Waits for a debugger to attach to this process. */
import inspector from 'node:inspector';
import { Refusal } from '../../command/run-command';

/** Only programs on this machine may attach: a debugger can do whatever its process can. */
const HOST = '127.0.0.1';

/**
 * Whether a debugger is attached or was requested, for example by the editor that started this
 * process.
 */
export function isDebugged(): boolean {
  return inspector.url() !== undefined;
}

/** Waits until a debugger is attached, and stops there. Ctrl-C ends the process meanwhile. */
export function waitForDebugger(port: number): void {
  // The debugger that started this process is attached already and would not attach again.
  if (!isDebugged()) waitAt(port);
  // The run is about to begin: set breakpoints in your own files, then continue.
  // eslint-disable-next-line no-debugger -- it is what the word `break` asks for
  debugger;
}

function waitAt(port: number): void {
  inspector.open(port, HOST);
  if (!isDebugged())
    throw new Refusal(
      `No debugger can attach at port ${port}: another program uses it, perhaps a replay\nthat is still waiting. Stop that program, or choose any free port: port=0`,
    );
  process.stderr.write(
    'Waiting for a debugger: chrome://inspect in Chrome or Edge, or in WebStorm\n"Attach to Node.js". Ctrl-C ends this.\n',
  );
  inspector.waitForDebugger();
}
